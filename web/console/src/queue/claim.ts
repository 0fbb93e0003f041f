// Claims: the next items for oneself alone, held while one works, given back when one leaves.

import { Problem } from '@parley/shared/problems';
import { keep, kept } from '../shell/preferences.ts';
import { problemWords } from '../shell/problems.ts';
import { session } from '../shell/session.ts';
import { Store } from '../shell/store.ts';
import { tell } from '../shell/toasts.ts';
import { post, put, remove } from '../shell/wire.ts';
import { say } from '../shell/words.ts';
import { changeRow, desk, lay, openRows, show } from './desk.ts';
import type { Item } from './item.ts';
import { around } from './looking.ts';
import { askedOf } from './view.ts';

interface Lease {
  id: string;
  expires_at: string;
  seconds: number;
}

/** `holder` is the id of one's own claim. */
export const claim = new Store<{
  holder: string | null;
  /** By the clock of this machine, whatever the service's says. */
  until: number;
  /** The last one ran out under one's hands: told until the next is taken. */
  hasLapsed: boolean;
}>({ holder: null, until: 0, hasLapsed: false });

const AT_ONCE = 20;
let timer: ReturnType<typeof setInterval> | undefined;
let lapse: ReturnType<typeof setTimeout> | undefined;
let workedAt = 0;

desk.watch(() => {
  workedAt = Date.now();
});

/** Takes the next items of the view for oneself and puts only them on the desk. */
export async function takeNext(): Promise<void> {
  await giveClaimBack();
  const { site, view } = desk.value;
  const { limit, ...asked } = { ...askedOf(site, view), limit: AT_ONCE };
  try {
    const lease = await post<Lease & { items: Item[] }>('/review/claims', {
      ...typed(asked),
      limit,
    });
    if (!lease.items.length) {
      tell({ kind: 'problem', text: say('nothingFree') });
      return;
    }
    show(lease.items);
    hold(lease);
  } catch (caught) {
    tell({ kind: 'problem', text: problemWords(caught) });
  }
}

const NUMBERS = new Set(['min', 'max', 'age_min', 'age_max']);
const typed = (asked: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(asked).map(([name, value]) => [name, NUMBERS.has(name) ? Number(value) : value]),
  );

function hold(lease: Lease): void {
  claim.set({ holder: lease.id, hasLapsed: false });
  runs(lease.seconds);
  clearInterval(timer);
  timer = setInterval(() => void extend(lease.seconds), (lease.seconds * 1000) / 3);
}

/** Until when it is held: said at that moment, not when the next extension is due. */
function runs(seconds: number): void {
  const until = Date.now() + seconds * 1000;
  claim.set({ until });
  keep('claim', `${whose()} ${until}`);
  clearTimeout(lapse);
  lapse = setTimeout(() => end(say('claimRanOut')), seconds * 1000);
}

/** Extended only while one works: who went for lunch leaves the items to others. */
async function extend(seconds: number): Promise<void> {
  const { holder, until } = claim.value;
  if (!holder) return;
  if (Date.now() > until) return end(say('claimRanOut'));
  if (Date.now() - workedAt > seconds * 1000) return;
  try {
    const lease = await put<Lease>(`/review/claims/${holder}`);
    runs(lease.seconds);
  } catch (caught) {
    if (!(caught instanceof Problem)) throw caught;
    if (caught.status === 409 || caught.status === 404) end(say('claimRanOut'));
  }
}

function end(words: string): void {
  if (!claim.value.holder) return;
  clearInterval(timer);
  clearTimeout(lapse);
  claim.set({ holder: null, hasLapsed: true });
  if (!isHere()) return; // told on return, by what is kept
  keep('claim', '');
  tell({ kind: 'problem', text: words });
}

const whose = (): string => session.value.staff?.moderator.id ?? '';
const isHere = (): boolean => document.visibilityState === 'visible' && whose() !== '';

/** Tells once who comes back, to the window, the session or the browser, that a claim ran out
 * meanwhile. Returns how to stop. */
export function recallClaim(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    const [holder, until] = kept('claim').split(' ');
    if (!until || holder !== whose() || !isHere() || claim.value.holder) return;
    const left = Number(until) - Date.now();
    if (left > 0) {
      timer = setTimeout(look, left); // held in another window, or in one that was lost
      return;
    }
    keep('claim', '');
    claim.set({ hasLapsed: true });
    tell({ kind: 'problem', text: say('claimRanOutAway') });
  };
  look();
  document.addEventListener('visibilitychange', look);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}

/** Gives back what is left of the claim; with `isLaying`, the whole queue is on the desk again. */
export async function giveClaimBack(isLaying = false): Promise<void> {
  const { holder } = claim.value;
  claim.set({ hasLapsed: false });
  if (!holder) return;
  clearInterval(timer);
  clearTimeout(lapse);
  claim.set({ holder: null });
  keep('claim', '');
  await remove(`/review/claims/${holder}`).catch(() => null); // it runs out by itself
  if (isLaying) await lay(desk.value.site, desk.value.view);
}

/** Takes one item from whoever holds it: for those who supervise. */
export async function takeOver(item: Item): Promise<void> {
  try {
    const body = { site: desk.value.site, items: [item.id], take_over: true };
    const { items } = await post<Lease & { items: Item[] }>('/review/claims', body);
    const taken = items[0];
    if (taken) changeRow(item.id, { item: taken, conflict: null });
    around.set({ claims: around.value.claims.filter((each) => each.id !== item.id) });
    tell({ kind: 'done', text: say('didTakeOver') });
  } catch (caught) {
    tell({ kind: 'problem', text: problemWords(caught) });
  }
}

/** Whether everything of the claim is decided. */
export const isClaimDone = (): boolean => claim.value.holder !== null && !openRows().length;

addEventListener('pagehide', () => {
  void giveClaimBack();
});
