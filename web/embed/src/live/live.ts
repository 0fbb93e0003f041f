// Stays up to date at the price of a cached answer: one small conditional request, ever more rarely
// while nothing happens, and none while nobody looks.

import type { Changes, Item, Page } from '@parley/shared/api';
import { get } from '@parley/shared/get';
import { Problem } from '@parley/shared/problems';
import { rootOf } from '../thread/placing.ts';
import type { State } from '../thread/state.ts';
import type { Thread } from '../thread/thread.ts';
import { goneOf, withBeginning, withChanges, withFresh } from './changes.ts';

const SOONEST = 5_000; // milliseconds between two looks while things happen
const TICK = 30_000; // until "2 minutes ago" may have become untrue
const LATEST = 60_000; // and when nothing has happened for long

const AT_ONCE = 100; // replies a request
const MOST = 10; // requests for what comes before a comment; more is shown on request

/** How long to wait after a look that found something or nothing. */
export function nextWait(wait: number, found: boolean): number {
  return found ? SOONEST : Math.min(LATEST, wait * 1.5);
}

export class Live {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = SOONEST;
  #isRunning = true;
  #ticking = setInterval(() => this.thread.set({ now: Date.now() }), TICK);

  constructor(readonly thread: Thread) {
    document.addEventListener('visibilitychange', this.#onVisible);
    addEventListener('online', this.#onVisible);
    this.#look();
    countView(thread);
  }

  stop(): void {
    this.#isRunning = false;
    clearTimeout(this.#timer);
    clearInterval(this.#ticking);
    document.removeEventListener('visibilitychange', this.#onVisible);
    removeEventListener('online', this.#onVisible);
  }

  #onVisible = () => {
    clearTimeout(this.#timer);
    this.#wait = SOONEST;
    if (!document.hidden && this.#isRunning) this.#look();
  };

  #plan(): void {
    clearTimeout(this.#timer);
    // a little chance spreads the pages that opened together
    const wait = this.#wait * (0.9 + Math.random() * 0.2);
    if (this.#isRunning && !document.hidden) this.#timer = setTimeout(() => this.#look(), wait);
  }

  async #look(): Promise<void> {
    const { thread } = this;
    try {
      if (thread.state.phase === 'failed') await thread.open(null);
      const found = await catchUp(thread);
      if (thread.state.isLost) thread.set({ isLost: false });
      this.#wait = nextWait(this.#wait, found);
    } catch {
      this.#wait = nextWait(this.#wait * 2, false);
    }
    this.#plan();
  }
}

/** Asks what happened since we looked last; true when something did. */
export async function catchUp(thread: Thread): Promise<boolean> {
  const before = thread.state.version;
  const changes = await changesSince(thread, before);
  if (changes.version === before) return false;
  const about = await thread.api.about();
  thread.set({
    ...withChanges(thread.state, changes),
    about,
    count: about.comment_count,
    isOpen: about.state === 'open',
  });
  const { mine } = thread;
  const gone = mine && goneOf(thread.state, changes.items, mine.id);
  if (gone) mine.load(gone);
  return true;
}

async function changesSince(thread: Thread, version: number): Promise<Changes> {
  try {
    return await get<Changes>(`${thread.api.article}/changes?since=${version}`);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 410) throw problem;
  }
  // away for too long: the first page says what is new, what is shown stays where it is
  const page = await thread.api.comments(thread.state.order);
  const items = page.items.flatMap(({ replies, ...top }) => [top, ...(replies?.items ?? [])]);
  return { version: page.version ?? version, items };
}

/** Sets in what waited, and brings the reader to the first of it. */
export function showFresh(thread: Thread, box: HTMLElement): void {
  const [first] = [...thread.state.fresh].sort((a, b) => a.depth - b.depth);
  thread.set(withFresh(thread.state));
  queueMicrotask(() => {
    const place = box.querySelector<HTMLElement>(`#parley-${first?.id}`);
    place?.scrollIntoView({ block: 'center' });
    place?.querySelector<HTMLElement>('.moment')?.focus({ preventScroll: true });
  });
}

/** Ends the look at one comment: what its conversation lacks before it, and what of the state that
 * changes. What one is reading stays where it is on the screen. */
export async function whole(thread: Thread, box: HTMLElement): Promise<Partial<State>> {
  const { focus } = thread.state;
  const root = rootOf(thread.state, focus);
  // below the first comment of a conversation a link has brought everything in its order
  const before = focus && root && root !== focus ? await beginning(thread, root, focus) : null;
  const { state } = thread;
  if (state.focus !== focus) return {}; // another list, or another link, meanwhile
  const patch = before && root && focus ? withBeginning(state, root, focus, before) : {};
  requestAnimationFrame(holder(box)); // drawn by then, and not yet seen
  return { ...patch, focus: null };
}

/** The replies of a conversation from the first one to `focus`. */
async function beginning(thread: Thread, root: string, focus: string): Promise<Page<Item>> {
  const url = `${thread.api.comment(root)}/replies?limit=${AT_ONCE}`;
  let page = await get<Page<Item>>(url);
  let { items } = page;
  for (let asked = 1; asked < MOST && page.next_cursor; asked++) {
    if (page.items.some(({ id }) => id === focus)) break;
    page = await get<Page<Item>>(`${url}&cursor=${encodeURIComponent(page.next_cursor)}`);
    items = [...items, ...page.items];
  }
  return { ...page, items };
}

/** Returns what moves the page so that the comment one looks at is where it was: the one that the link
 * led to while it is to be seen, else the first that is. */
function holder(box: HTMLElement): () => void {
  const all = box.querySelectorAll<HTMLElement>('.focused > :first-child, .comment');
  const isSeen = (it: HTMLElement) => {
    const { top, bottom } = it.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const seen = [...all].filter(isSeen);
  const place = seen.find((it) => it.matches('.focused > *')) ?? seen[0];
  const before = place?.getBoundingClientRect().top ?? 0;
  return () => {
    if (!place) return;
    scrollBy({ top: place.getBoundingClientRect().top - before, behavior: 'instant' });
    // the button that was pressed has gone
    place.querySelector<HTMLElement>('.moment')?.focus({ preventScroll: true });
  };
}

/** Tells that the discussion is being read: no cookie, no answer, and nothing depends on it. */
function countView(thread: Thread): void {
  const how: RequestInit = { method: 'POST', credentials: 'omit', keepalive: true };
  fetch(`${thread.api.article}/views`, how).catch(() => undefined);
}
