// The moderators' room: queues, the list, the card; every key of the shift.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Card } from '../comment/Card.tsx';
import { unveil } from '../comment/veil.ts';
import { AuthorDialog } from '../people/AuthorDialog.tsx';
import { useCommands } from '../shell/commands.ts';
import { useKeys } from '../shell/keys.ts';
import { keep } from '../shell/preferences.ts';
import { go, route } from '../shell/route.ts';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { say } from '../shell/words.ts';
import { BulkBar } from './BulkBar.tsx';
import { claim, giveClaimBack, takeNext } from './claim.ts';
import { watchCounts } from './counts.ts';
import { decide, undoNewest } from './deciding.ts';
import {
  chosenRows,
  clearSelection,
  desk,
  focusOn,
  lay,
  move,
  rowOf,
  selectAll,
  toggle,
} from './desk.ts';
import { feature, judgeAppeal } from './extras.ts';
import { Filters } from './Filters.tsx';
import { Histogram } from './Histogram.tsx';
import { type Order, QUEUES } from './item.ts';
import { List } from './List.tsx';
import { NoteDialog } from './NoteDialog.tsx';
import { Queues } from './Queues.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';
import { reasonFor, reasonsOf } from './reasons.ts';
import { pathOf, type View, viewOf } from './view.ts';

export type Asking = 'reject' | 'note' | 'escalate' | 'author' | null;

export function Page() {
  const { site } = useStore(session);
  const { rest, query } = useStore(route);
  const { focus, isWholeGroup } = useStore(desk);
  const [asking, setAsking] = useState<Asking>(null);
  const [isByScore, setByScore] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const view = viewOf(rest, query);
  const address = pathOf(view);
  useEffect(watchCounts, [site]);
  useEffect(() => {
    reasonsOf(site).catch(() => {}); // known before `d` asks for them
  }, [site]);
  // At once: a key after a new search must not decide a row of the old one.
  useLayoutEffect(() => {
    void giveClaimBack();
    void lay(site, view);
  }, [site, address]);
  const look = (change: Partial<View>) => {
    if (change.order) keep('order', change.order);
    go(pathOf({ ...view, ...change }));
  };
  useShiftKeys(view, look, setAsking, search);
  useShiftCommands(view, look, setAsking, () => setByScore(!isByScore));
  const row = rowOf(focus);
  return (
    <div class={`desk ${row ? 'has-card' : ''}`}>
      <Queues view={view} onLook={look} />
      <main class="middle" aria-label={say(`queue_${view.queue}`)}>
        <Filters
          view={view}
          onLook={look}
          search={search}
          isByScore={isByScore}
          onByScore={() => setByScore(!isByScore)}
        />
        {isByScore && <Histogram site={site} view={view} />}
        <List view={view} />
        <BulkBar onAsk={setAsking} />
      </main>
      {row && <Card row={row} isWholeGroup={isWholeGroup} onAsk={setAsking} />}
      <Asked asking={asking} onClose={() => setAsking(null)} />
    </div>
  );
}

/** The dialogs that some keys open. */
function Asked({ asking, onClose }: { asking: Asking; onClose: () => void }) {
  const [rows] = [chosenRows()];
  const row = rows[0] ?? rowOf(desk.value.focus);
  if (!asking || !row) return null;
  if (asking === 'author') return <AuthorDialog item={row.item} onClose={onClose} />;
  if (!rows.length) return null;
  if (asking === 'reject') return <ReasonDialog rows={rows} onClose={onClose} />;
  return <NoteDialog rows={rows} kind={asking} onClose={onClose} />;
}

const isAppeals = (view: View): boolean => view.queue === 'appeals';

function publish(view: View): void {
  if (isAppeals(view)) for (const row of chosenRows()) judgeAppeal(row, 'uphold');
  else decide('publish', chosenRows());
}

function rejectNow(view: View): void {
  if (isAppeals(view)) for (const row of chosenRows()) judgeAppeal(row, 'deny');
  else decide('reject', chosenRows(), { reason: reasonFor(chosenRows(), session.value.site) });
}

function useShiftKeys(
  view: View,
  look: (change: Partial<View>) => void,
  ask: (asking: Asking) => void,
  search: { current: HTMLInputElement | null },
): void {
  const queues = Object.fromEntries(
    QUEUES.map((queue, at) => [String(at + 1), () => look({ queue, filters: {} })]),
  );
  const withRows = (asking: Asking) => () => chosenRows().length && ask(asking);
  useKeys({
    ...queues,
    j: () => move(1),
    k: () => move(-1),
    J: () => move(1, true),
    K: () => move(-1, true),
    ArrowDown: (event) => move(1, event.shiftKey),
    ArrowUp: (event) => move(-1, event.shiftKey),
    f: () => publish(view),
    d: () => (isAppeals(view) ? rejectNow(view) : chosenRows().length && ask('reject')),
    D: () => rejectNow(view),
    h: () => decide('hold', chosenRows()),
    u: () => decide('keep', chosenRows()),
    e: withRows('escalate'),
    n: withRows('note'),
    b: () => desk.value.focus && ask('author'),
    s: () => feature(rowOf(desk.value.focus)),
    z: undoNewest,
    x: () => desk.value.focus && toggle(desk.value.focus),
    a: selectAll,
    g: () => desk.set({ isWholeGroup: !desk.value.isWholeGroup }),
    v: () => unveil(desk.value.focus),
    o: () => openArticle(),
    t: () => void takeNext(),
    r: () => void lay(desk.value.site, view),
    '/': () => search.current?.focus(),
    Escape: () => stepBack(search.current),
  });
}

function stepBack(search: HTMLInputElement | null): void {
  if (document.activeElement === search) search?.blur();
  else if (desk.value.selected.size) clearSelection();
  else if (innerWidth < 960) focusOn(null);
}

function openArticle(): void {
  const address = rowOf(desk.value.focus)?.item.article_url;
  if (address && /^https?:/.test(address)) open(address, '_blank', 'noopener');
}

function useShiftCommands(
  view: View,
  look: (change: Partial<View>) => void,
  ask: (asking: Asking) => void,
  byScore: () => void,
): void {
  const { holder } = useStore(claim);
  useCommands([
    { id: 'publish', key: 'f', label: say('publish'), run: () => publish(view) },
    { id: 'reject', key: 'd', label: say('reject'), run: () => ask('reject') },
    { id: 'escalate', key: 'e', label: say('escalate'), run: () => ask('escalate') },
    { id: 'undo', key: 'z', label: say('undo'), run: undoNewest },
    { id: 'author', key: 'b', label: say('keyAuthor'), run: () => ask('author') },
    ...(holder
      ? [{ id: 'give', label: say('giveBack'), run: () => void giveClaimBack(true) }]
      : [{ id: 'take', key: 't', label: say('keyTake'), run: () => void takeNext() }]),
    { id: 'by-score', label: say('byScore'), run: byScore },
    ...QUEUES.map((queue, at) => ({
      id: `queue-${queue}`,
      key: String(at + 1),
      label: say('goTo', { place: say(`queue_${queue}`) }),
      run: () => look({ queue, filters: {} }),
    })),
    ...(['oldest', 'newest', 'score', 'uncertain'] as const).map((order: Order) => ({
      id: `order-${order}`,
      label: `${say('order')}: ${say(`order_${order}`)}`,
      run: () => look({ order }),
    })),
  ]);
}
