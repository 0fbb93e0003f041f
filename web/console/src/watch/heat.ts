// Discussions that heat up: asked for while somebody looks; a new one is told at once.

import { Problem } from '@parley/shared/problems';
import { keep, kept } from '../shell/preferences.ts';
import { session } from '../shell/session.ts';
import { Store } from '../shell/store.ts';
import { getIfChanged, withQuery } from '../shell/wire.ts';

export type Reason = 'rate' | 'holds' | 'toxicity';

export interface Hot {
  article: { key: string; title: string; url: string | null; section: string | null };
  reasons: Reason[];
  figures: Record<Reason | `usual_${Reason}`, number>;
  since: string;
}

export const heat = new Store<{ items: readonly Hot[] }>({ items: [] });

const PAUSE = 15_000; // milliseconds between questions; the service looks twice a minute
const NEWS = 300_000; // milliseconds; what is older shows in the bar and is not told again

const MOST = 50; // heats that this browser remembers to have told

/** Keeps the hot articles of a site fresh; `onNew` hears of each heat once in this browser, however
 * often its pages are loaded. Returns how to stop. */
export function watchHeat(site: string, onNew: (hot: Hot) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let etag = '';
  let isOver = false;
  const take = (items: readonly Hot[]) => {
    heat.set({ items });
    const told = kept('heat').split('\n');
    const named = items.map((each) => [`${site} ${each.article.key} ${each.since}`, each] as const);
    const unheard = named.filter(([name]) => !told.includes(name));
    if (!unheard.length) return;
    keep('heat', [...told, ...unheard.map(([name]) => name)].slice(-MOST).join('\n'));
    for (const [, each] of unheard) if (Date.now() - Date.parse(each.since) < NEWS) onNew(each);
  };
  const ask = async () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
    if (document.visibilityState === 'hidden') return; // asked again when in sight
    const answer = await getIfChanged<{ items: Hot[] }>(
      withQuery('/review/heat', { site }),
      etag,
    ).catch(ifProblem);
    if (!answer || isOver || site !== session.value.site) return;
    ({ etag } = answer);
    take(answer.body.items);
  };
  heat.set({ items: [] });
  document.addEventListener('visibilitychange', ask);
  void ask();
  return () => {
    isOver = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', ask);
  };
}

/** No answer, or none that is for us: asked again soon. */
function ifProblem(caught: unknown): null {
  if (caught instanceof Problem) return null;
  throw caught;
}
