// Keys of programs: made with scopes and an end, replaced, revoked.

import { useState } from 'preact/hooks';
import { post, remove } from '../shell/wire.ts';
import { ago, exactly, listOf } from '../shell/words.ts';
import { onFields, useRoom } from './room.ts';
import { Secret } from './Secret.tsx';
import { tell, tellIfKnown } from './words.ts';

interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  expires_at: string | null;
  used_at: string | null;
}

const SCOPES = ['read', 'post', 'moderate', 'statistics', 'settings', 'privacy', 'score'] as const;

export function KeysSheet() {
  const { site, found, missing, act } = useRoom<{ items: ApiKey[] }>('/keys');
  const [secret, setSecret] = useState('');
  if (!found) return missing;
  const keys = `/sites/${site}/keys`;
  const keep = (made: { secret: string }) => setSecret(made.secret);
  const add = (fields: FormData) =>
    act(async () => {
      const day = String(fields.get('ends') ?? '');
      keep(
        await post(keys, {
          name: fields.get('name'),
          scopes: fields.getAll('scopes'),
          expires_at: day ? `${day}T23:59:59Z` : null,
        }),
      );
    });
  const rotate = (id: string) =>
    act(async () => keep(await post(`${keys}/${id}/rotations`)), tell('rotated'));
  const revoke = (id: string) => act(() => remove(`${keys}/${id}`), tell('revoked'));
  return (
    <>
      <p class="muted lead">{tell('keysLead')}</p>
      {secret && <Secret lead={tell('keySecret')} value={secret} />}
      <ul class="entries sheet">
        {found.items.map((each) => (
          <li key={each.id}>
            <span class="entry-words">
              <span>
                <bdi>{each.name}</bdi> <code>{each.prefix}…</code>
              </span>
              <span class="muted">
                {listOf(each.scopes.map((scope) => tellIfKnown(`scope_${scope}`, scope)))}
              </span>
              <span class="muted">
                {tell('used')}: {each.used_at ? ago(each.used_at) : tell('never')} · {tell('ends')}:{' '}
                {each.expires_at ? exactly(each.expires_at) : tell('endsNever')}
              </span>
            </span>
            <button type="button" onClick={() => void rotate(each.id)}>
              {tell('rotate')}
            </button>
            <button type="button" onClick={() => void revoke(each.id)}>
              {tell('revoke')}
            </button>
          </li>
        ))}
      </ul>
      <section class="sheet">
        <h2>{tell('addKey')}</h2>
        <form onSubmit={(event) => void onFields(add)(event)}>
          <label>
            {tell('keyName')}
            <input name="name" maxLength={100} required dir="auto" autocomplete="off" />
          </label>
          <fieldset>
            <legend>{tell('scopes')}</legend>
            {SCOPES.map((each) => (
              <label key={each} class="check">
                <input type="checkbox" name="scopes" value={each} />
                <span>{tell(`scope_${each}`)}</span>
              </label>
            ))}
          </fieldset>
          <label>
            {tell('ends')}
            <input name="ends" type="date" />
          </label>
          <button type="submit" class="primary">
            {tell('addKey')}
          </button>
        </form>
      </section>
    </>
  );
}
