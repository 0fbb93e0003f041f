// The keys of the shift, and the same as commands of the palette.

import { toggleEarlier } from '../comment/edits.ts';
import { unveil } from '../comment/veil.ts';
import { useCommands } from '../shell/commands.ts';
import { useKeys } from '../shell/keys.ts';
import { roleHere, session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { tell } from '../shell/toasts.ts';
import { say } from '../shell/words.ts';
import { claim, giveClaimBack, takeNext, takeOver } from './claim.ts';
import { decide, showNow, undoNewest } from './deciding.ts';
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
import { featureChosen, judgeAppeal } from './extras.ts';
import { QUEUES } from './item.ts';
import { holderOf } from './looking.ts';
import type { Asking } from './Page.tsx';
import { reasonFor } from './reasons.ts';
import { ordersOf, type View } from './view.ts';

const isAppeals = (view: View): boolean => view.queue === 'appeals';

function publish(view: View): void {
  if (isAppeals(view)) for (const row of chosenRows()) judgeAppeal(row, 'uphold');
  else decide('publish', chosenRows());
}

function deny(): void {
  for (const row of chosenRows()) judgeAppeal(row, 'deny');
}

/** With a reason; what somebody else has decided meanwhile is shown as it is now instead. */
function rejectWith(ask: (asking: Asking) => void): void {
  if (chosenRows().length) ask('reject');
  else showNow(rowOf(desk.value.focus));
}

/** At once with the suggested reason; where nothing suggests one, it is asked for. */
function rejectNow(ask: (asking: Asking) => void): void {
  const reason = reasonFor(chosenRows(), session.value.site);
  if (reason) decide('reject', chosenRows(), { reason });
  else rejectWith(ask);
}

/** Every key of the shift. */
export function useShiftKeys(
  view: View,
  look: (change: Partial<View>) => void,
  ask: (asking: Asking) => void,
  byScore: () => void,
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
    d: () => (isAppeals(view) ? deny() : rejectWith(ask)),
    D: () => (isAppeals(view) ? deny() : rejectNow(ask)),
    h: () => decide('hold', chosenRows()),
    u: () => decide('keep', chosenRows()),
    e: withRows('escalate'),
    n: withRows('note'),
    b: () => desk.value.focus && ask('author'),
    c: () => desk.value.focus && ask('conversation'),
    l: () => ask('filters'),
    m: byScore,
    s: () => featureChosen(),
    z: undoNewest,
    x: () => desk.value.focus && toggle(desk.value.focus),
    a: selectAll,
    g: () => desk.set({ isWholeGroup: !desk.value.isWholeGroup }),
    v: () => unveil(desk.value.focus),
    w: () => toggleEarlier(rowOf(desk.value.focus)?.item),
    o: () => openArticle(),
    t: () => view.queue !== 'all' && void takeNext(),
    T: takeFocusOver,
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

function takeFocusOver(): void {
  const item = rowOf(desk.value.focus)?.item;
  if (item && holderOf(item) && roleHere() === 'admin') void takeOver(item);
}

function openArticle(): void {
  const item = rowOf(desk.value.focus)?.item;
  if (!item) return;
  const address = item.article_url;
  if (address && /^https?:/.test(address)) open(address, '_blank', 'noopener');
  else tell({ kind: 'problem', text: say('noAddress') });
}

/** The same by name, for the palette. */
export function useShiftCommands(
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
      : view.queue === 'all'
        ? []
        : [{ id: 'take', key: 't', label: say('keyTake'), run: () => void takeNext() }]),
    ...(view.queue === 'all'
      ? []
      : [{ id: 'by-score', key: 'm', label: say('byScore'), run: byScore }]),
    { id: 'filters', key: 'l', label: say('filters'), run: () => ask('filters') },
    { id: 'conversation', key: 'c', label: say('keyConversation'), run: () => ask('conversation') },
    {
      id: 'earlier',
      key: 'w',
      label: say('earlierWording'),
      run: () => toggleEarlier(rowOf(desk.value.focus)?.item),
    },
    ...QUEUES.map((queue, at) => ({
      id: `queue-${queue}`,
      key: String(at + 1),
      label: say('goTo', { place: say(`queue_${queue}`) }),
      run: () => look({ queue, filters: {} }),
    })),
    ...ordersOf(view.queue).map((order) => ({
      id: `order-${order}`,
      label: `${say('order')}: ${say(`order_${order}`)}`,
      run: () => look({ order }),
    })),
  ]);
}
