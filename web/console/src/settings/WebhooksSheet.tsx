// Where events are told, and what could not be told.

import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { tell as toast } from '../shell/toasts.ts';
import { get, post, put, remove } from '../shell/wire.ts';
import { ago, number } from '../shell/words.ts';
import { type Act, onFields, useRoom } from './room.ts';
import { Secret } from './Secret.tsx';
import { tell } from './words.ts';

interface Hook {
  id: string;
  url: string;
  events: string[];
  disabled_at: string | null;
}

interface Delivery {
  event: string;
  type: string;
  webhook: string;
  state: 'due' | 'parked';
  attempts: number;
  answer: string;
  created_at: string;
}

export function WebhooksSheet() {
  const { site, found, missing, act } = useRoom<{ items: Hook[] }>('/webhooks');
  const [secret, setSecret] = useState('');
  if (!found) return missing;
  const hooks = `/sites/${site}/webhooks`;
  const add = (fields: FormData) =>
    act(async () => {
      const events = String(fields.get('events') ?? '').split(/[\s,]+/);
      const body = { url: fields.get('url'), events: events.filter(Boolean) };
      setSecret((await post<{ secret: string }>(hooks, body)).secret);
    });
  return (
    <>
      <p class="muted lead">{tell('hooksLead')}</p>
      {secret && <Secret lead={tell('hookSecret')} value={secret} />}
      <ul class="entries sheet">
        {found.items.map((each) => (
          <li key={each.id}>
            <span class="entry-words">
              <bdi>{each.url}</bdi>
              <span class="muted">
                {each.disabled_at ? tell('hookEnded') : each.events.join(', ') || tell('allEvents')}
              </span>
            </span>
            <button
              type="button"
              onClick={() => void act(() => remove(`${hooks}/${each.id}`), tell('removedHook'))}
            >
              {tell('removeHook')}
            </button>
          </li>
        ))}
      </ul>
      <section class="sheet">
        <h2>{tell('addHook')}</h2>
        <form onSubmit={(event) => void onFields(add)(event)}>
          <label>
            {tell('address')}
            <input name="url" type="url" maxLength={2048} required dir="ltr" autocomplete="off" />
          </label>
          <label>
            {tell('events')}
            <input name="events" placeholder={tell('allEvents')} dir="ltr" autocomplete="off" />
          </label>
          <button type="submit" class="primary">
            {tell('addHook')}
          </button>
        </form>
      </section>
      <OwnCheck />
      {(['parked', 'due'] as const).map((each) => (
        <Deliveries key={each} state={each} />
      ))}
    </>
  );
}

/** The publisher's own check of comments, which one address may be. */
function OwnCheck() {
  const { site } = useStore(session);
  const [secret, setSecret] = useState('');
  const [url, setUrl] = useState('');
  const path = `/sites/${site}/external`;
  useEffect(() => {
    get<{ url: string }>(path).then(
      (found) => setUrl(found.url),
      () => setUrl(''), // there is none
    );
  }, [path]);
  const guarded = (work: () => Promise<void>) =>
    work().catch((caught) => toast({ kind: 'problem', text: problemWords(caught) }));
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const wish = String(new FormData(event.currentTarget as HTMLFormElement).get('url'));
    void guarded(async () => {
      setSecret((await put<{ secret: string }>(path, { url: wish })).secret);
      setUrl(wish);
    });
  };
  const end = () =>
    guarded(async () => {
      await remove(path);
      setUrl('');
      setSecret('');
    });
  return (
    <section class="sheet">
      <h2>{tell('check')}</h2>
      <p class="muted">{tell('checkLead')}</p>
      {secret && <Secret lead={tell('hookSecret')} value={secret} />}
      <form onSubmit={save}>
        <label>
          {tell('address')}
          <input name="url" type="url" value={url} maxLength={2048} required dir="ltr" />
        </label>
        <div class="row-of-buttons">
          <button type="submit">{tell('saveCheck')}</button>
          {url && (
            <button type="button" onClick={() => void end()}>
              {tell('removeHook')}
            </button>
          )}
        </div>
      </form>
    </section>
  );
}

function Deliveries({ state }: { state: 'parked' | 'due' }) {
  const { site, found, missing, act } = useRoom<{ items: Delivery[] }>(
    `/deliveries?state=${state}`,
  );
  const late = found?.items.filter((each) => state === 'parked' || each.attempts > 0) ?? [];
  return (
    <section class="sheet">
      <h2>{tell(state)}</h2>
      {!found && missing}
      {found && late.length === 0 && <p class="muted">{tell('noDeliveries')}</p>}
      <ul class="entries">
        {late.map((each) => (
          <Late key={each.event + each.webhook} delivery={each} site={site} act={act} />
        ))}
      </ul>
    </section>
  );
}

function Late({ delivery, site, act }: { delivery: Delivery; site: string; act: Act }) {
  const path = `/sites/${site}/webhooks/${delivery.webhook}/replays`;
  return (
    <li>
      <span class="entry-words">
        <span>
          <code>{delivery.type}</code> {ago(delivery.created_at)}
        </span>
        <span class="muted">
          {tell('attempts')}: {number(delivery.attempts)} · {tell('answer')}:{' '}
          <bdi>{delivery.answer}</bdi>
        </span>
      </span>
      <button
        type="button"
        onClick={() => void act(() => post(path, { event: delivery.event }), tell('replayed'))}
      >
        {tell('replay')}
      </button>
    </li>
  );
}
