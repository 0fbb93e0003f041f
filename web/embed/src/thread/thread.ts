// One discussion on the page: holds the state, asks the service, tells the view.

import type { Order, Page, TopLevel } from '@parley/shared/api';
import { Problem } from '@parley/shared/problems';
import type { Api } from '../api.ts';
import { EMPTY, NEW, type State, type Task, withPage, withReplies } from './state.ts';

export class Thread {
  state: State;
  /** The reader who is known, and what asks anew for what is theirs. */
  declare mine?: { id: string; load: (gone: readonly string[]) => void } | undefined;
  /** The order of the list that is shown, while another one may be under way. */
  #shown: Order;
  #turn = 0;

  constructor(
    readonly api: Api,
    readonly emit: (name: string, detail?: object) => void,
    readonly draw: () => void,
    order: Order = 'newest',
  ) {
    this.state = { ...EMPTY, order, now: Date.now() };
    this.#shown = order;
  }

  set(patch: Partial<State>): void {
    this.state = { ...this.state, ...patch };
    this.draw();
  }

  /** The first page, and the conversation a permalink points into. Reading needs no session. */
  async open(focus: string | null, order: Order = this.state.order): Promise<void> {
    const turn = ++this.#turn; // answers may overtake each other: the last wish counts
    this.set({ order, isTurning: true });
    try {
      const [about, page, around] = await Promise.all([
        this.api.about().catch(unknown(NEW)),
        this.api.comments(order).catch(unknown(NOTHING)),
        focus ? this.api.around(focus).catch(unknown(NOTHING)) : NOTHING,
      ]);
      if (turn !== this.#turn) return;
      this.#shown = order;
      // what is the reader's own, and what they are writing, outlives another order
      const { own, votes, flags, tasks } = this.state;
      const kept = { own, votes, flags, tasks };
      const start = { ...this.state, ...EMPTY, ...kept, order, now: Date.now() };
      this.set({
        ...withPage(withPage(start, around), page),
        phase: 'ready',
        isOpen: about.state === 'open',
        about,
        count: about.comment_count,
        version: page.version ?? about.version,
        focus: around.items.length ? focus : null,
      });
      this.mine?.load([]); // what only the reader sees is on no page
    } catch {
      if (turn !== this.#turn) return;
      // what is shown already stays: better an old thread than none
      const kept = { isLost: true, order: this.#shown };
      this.set({
        ...(this.state.phase === 'ready' ? kept : { phase: 'failed' }),
        isTurning: false,
      });
    }
  }

  /** Follows a permalink: to a comment that is here, or by fetching its conversation. */
  async follow(id: string): Promise<void> {
    const { items } = this.state;
    if (!items.has(id)) return this.open(id);
    const collapsed = new Set(this.state.collapsed);
    for (let at: string | null = id; at; at = items.get(at)?.parent_id ?? null) {
      collapsed.delete(at); // whoever follows a link wants to see it
    }
    this.set({ focus: id, collapsed });
  }

  /** Runs what a button named `name` fetches; the button shows how it goes. */
  async fetch(name: string, run: () => Promise<Partial<State>>): Promise<void> {
    if (this.state.fetching[name] === 'busy') return;
    this.set({ fetching: { ...this.state.fetching, [name]: 'busy' } });
    let patch: Partial<State> = {};
    let failed: State['fetching'] = {};
    try {
      patch = await run();
    } catch {
      failed = { [name]: 'failed' };
    }
    const { [name]: _done, ...rest } = this.state.fetching;
    this.set({ ...patch, fetching: { ...rest, ...failed } });
  }

  more(): Promise<void> {
    return this.fetch('more', async () => {
      const { cursor } = this.state;
      const page = await this.api.comments(this.#shown, cursor);
      // the list may be another by now: this page is no part of that
      return cursor === this.state.cursor ? withPage(this.state, page) : {};
    });
  }

  moreReplies(root: string): Promise<void> {
    return this.fetch(root, async () => {
      const page = await this.api.replies(root, this.state.replies.get(root)?.cursor ?? '');
      return withReplies(this.state, root, page);
    });
  }

  toggle(id: string): void {
    const collapsed = new Set(this.state.collapsed);
    if (!collapsed.delete(id)) collapsed.add(id);
    this.set({ collapsed });
  }

  /** Begins a task at a comment, instead of another one; ends it with null. */
  turnTo(id: string, task: Task | null): void {
    const { [id]: _before, ...rest } = this.state.tasks;
    this.set({ tasks: task ? { ...rest, [id]: task } : rest });
  }
}

const NOTHING: Page<TopLevel> = { items: [], next_cursor: null };

/** An article nobody wrote below is not there yet: an empty discussion, not an error. */
function unknown<T>(stand: T) {
  return (problem: unknown): T => {
    if (!(problem instanceof Problem) || problem.status !== 404) throw problem;
    return stand;
  };
}
