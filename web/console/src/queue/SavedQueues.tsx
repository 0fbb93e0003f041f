// Saved queues: a view with a name, kept by the service for its moderator.

import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../shell/icons.tsx';
import { problemWords } from '../shell/problems.ts';
import { linkTo } from '../shell/route.ts';
import { session } from '../shell/session.ts';
import { tell } from '../shell/toasts.ts';
import { get, post, remove } from '../shell/wire.ts';
import { say } from '../shell/words.ts';
import { pathOf, type View, viewOf } from './view.ts';

interface Saved {
  id: string;
  name: string;
  filters: Record<string, string>;
}

interface Props {
  view: View;
  onLook: (change: Partial<View>) => void;
}

export function SavedQueues({ view }: Props) {
  const { site } = session.value;
  const [saved, setSaved] = useState<readonly Saved[]>([]);
  const path = `/review/saved?site=${encodeURIComponent(site)}`;
  const load = () =>
    get<{ items: Saved[] }>(path).then(
      ({ items }) => setSaved(items),
      () => setSaved([]), // an older service keeps none
    );
  useEffect(() => void load(), [path]);
  const isFiltered = Object.keys(view.filters).length > 0 && !view.filters.comment;
  const change = async (call: Promise<unknown>) => {
    try {
      await call;
      await load();
    } catch (caught) {
      tell({ kind: 'problem', text: problemWords(caught) });
    }
  };
  if (!saved.length && !isFiltered) return null;
  return (
    <div class="saved">
      <h2>{say('savedQueues')}</h2>
      <ul>
        {saved.map((each) => (
          <li key={each.id}>
            <a {...linkTo(pathOf(viewOfSaved(each)))}>{each.name}</a>
            <button
              type="button"
              class="quiet square"
              aria-label={say('forget', { name: each.name })}
              onClick={() => void change(remove(`/review/saved/${each.id}`))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      {isFiltered && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const name = String(new FormData(event.currentTarget).get('name')).trim();
            const filters = { queue: view.queue, order: view.order, ...view.filters };
            if (name) void change(post(path, { name, filters }));
          }}
        >
          <input
            name="name"
            required
            maxLength={60}
            placeholder={say('saveAs')}
            aria-label={say('saveAs')}
          />
          <button type="submit">{say('save')}</button>
        </form>
      )}
    </div>
  );
}

const viewOfSaved = ({ filters }: Saved): View =>
  viewOf(filters.queue ?? 'held', new URLSearchParams(filters));
