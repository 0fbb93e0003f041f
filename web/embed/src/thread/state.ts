// What the embed knows of one discussion, and how answers of the service are folded into it. Pure.

import type { Article, Comment, Item, Order, Page, TopLevel } from '@parley/shared/api';

export interface Replies {
  /** Depth first, without the top-level comment itself. */
  ids: readonly string[];
  cursor: string | null;
}

export interface State {
  phase: 'loading' | 'ready' | 'failed';
  order: Order;
  isOpen: boolean;
  /** What the service said of the article: the rest of it matters to who writes. */
  about: Article;
  count: number;
  version: number;
  items: ReadonlyMap<string, Item>;
  roots: readonly string[];
  replies: ReadonlyMap<string, Replies>;
  cursor: string | null;
  /** Comments that came in meanwhile and wait until the reader wants them. */
  fresh: readonly Comment[];
  own: ReadonlySet<string>;
  votes: Readonly<Record<string, 1 | -1>>;
  flags: ReadonlySet<string>;
  collapsed: ReadonlySet<string>;
  focus: string | null;
  /** Another list has been asked for, and this one is still shown. */
  isTurning: boolean;
  /** Something that the reader wanted did not come: the network, or the service, is away. */
  isLost: boolean;
  /** What the reader is doing at a comment, or at the top of the list (`TOP`). */
  tasks: Readonly<Record<string, Task>>;
  /** What is being fetched, and what could not be, by the name of its button. */
  fetching: Readonly<Record<string, 'busy' | 'failed'>>;
  /** Milliseconds; moves every half minute, so that times stay true. */
  now: number;
  /** What a screen reader is told, politely. */
  said: string;
}

export type Task =
  | 'write'
  | 'reply'
  | 'report'
  | 'edit'
  | 'remove'
  | 'introduce'
  | 'notices'
  | 'data';
export const TOP = '';
export const NOTICES = ' '; // no comment's id: the reader looks at what they were told, or at what is kept of them

/** An article nobody wrote below. */
export const NEW: Article = { state: 'open', comment_count: 0, version: 0, premoderated: false };

export const EMPTY: State = {
  phase: 'loading',
  order: 'newest',
  isOpen: true,
  about: NEW,
  count: 0,
  version: 0,
  items: new Map(),
  roots: [],
  replies: new Map(),
  cursor: null,
  fresh: [],
  own: new Set(),
  votes: {},
  flags: new Set(),
  collapsed: new Set(),
  focus: null,
  isTurning: false,
  isLost: false,
  tasks: {},
  fetching: {},
  now: 0,
  said: '',
};

/** Adds one page of the feed at the end; what is there already is only brought up to date. */
export function withPage(state: State, page: Page<TopLevel>): State {
  const items = new Map(state.items);
  const replies = new Map(state.replies);
  const known = new Set(state.roots);
  const roots = [...state.roots];
  for (const { replies: inlined, ...top } of page.items) {
    items.set(top.id, top);
    if (!known.has(top.id)) roots.push(top.id);
    if (!inlined || replies.has(top.id)) continue;
    for (const item of inlined.items) items.set(item.id, item);
    replies.set(top.id, { ids: inlined.items.map((item) => item.id), cursor: inlined.next_cursor });
  }
  return { ...state, items, replies, roots, cursor: page.next_cursor };
}

export function withReplies(state: State, root: string, page: Page<Item>): State {
  const items = new Map(state.items);
  const ids = [...(state.replies.get(root)?.ids ?? [])];
  for (const item of page.items) {
    items.set(item.id, item);
    if (!ids.includes(item.id)) ids.push(item.id);
  }
  const replies = new Map(state.replies).set(root, { ids, cursor: page.next_cursor });
  return { ...state, items, replies };
}
