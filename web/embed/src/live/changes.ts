// Folds what happened meanwhile into the discussion, without moving what one reads. Pure.

import { type Changes, type Comment, type Item, isRemoved, type Page } from '@parley/shared/api';
import { rootOf, withComment } from '../thread/placing.ts';
import type { State } from '../thread/state.ts';

/** Takes a comment away; its replies keep a place to hang on. */
export function without(state: State, id: string): State {
  const gone = state.items.get(id);
  if (!gone) return state;
  const items = new Map(state.items);
  const hasReplies = [...items.values()].some((item) => item.parent_id === id);
  if (hasReplies || state.replies.get(id)?.cursor) {
    items.set(id, { id, parent_id: gone.parent_id, depth: gone.depth, removed: true });
    return { ...state, items };
  }
  items.delete(id);
  const replies = new Map(state.replies);
  const root = rootOf(state, id);
  const at = root && replies.get(root);
  if (root && at) replies.set(root, { ...at, ids: at.ids.filter((other) => other !== id) });
  return { ...state, items, replies, roots: state.roots.filter((other) => other !== id) };
}

/** What happened since: known comments change in place, others wait in `fresh`, so nothing jumps. */
export function withChanges(state: State, changes: Changes): State {
  let next: State = { ...state, version: changes.version };
  for (const item of changes.items) {
    if (isGone(item)) {
      const fresh = next.fresh.filter((other) => other.id !== item.id);
      next = { ...(state.own.has(item.id) ? next : withoutWords(next, item.id)), fresh };
    } else if (next.items.has(item.id)) {
      next = withComment(next, item);
    } else if (isWanted(next, item)) {
      next = { ...next, fresh: [...next.fresh.filter((other) => other.id !== item.id), item] };
    }
  }
  return next;
}

/** Takes a comment away; while somebody writes an answer to it, only what it said. */
function withoutWords(state: State, id: string): State {
  const gone = state.items.get(id);
  if (state.tasks[id] !== 'reply' || !gone || isRemoved(gone)) return without(state, id);
  return withComment(state, { ...gone, status: 'withdrawn', text: '', html: '' });
}

/** What stands for a comment that is gone while an answer to it is being written. */
export function isShell(item: Item | undefined): boolean {
  return item !== undefined && !isRemoved(item) && item.status === 'withdrawn';
}

/** Which of these others see no more, though the reader has written them; null when nothing here is
 * about this reader: neither that, nor what they wrote in another window. */
export function goneOf(
  state: State,
  items: readonly Item[],
  reader: string,
): readonly string[] | null {
  const { own } = state;
  const gone = items.filter((item) => own.has(item.id) && isGone(item)).map(({ id }) => id);
  const isNews = items.some((it) => !isRemoved(it) && it.author.id === reader && !own.has(it.id));
  return isNews || gone.length ? gone : null;
}

function isGone(item: Item): item is Exclude<Item, Comment> {
  return isRemoved(item) || item.status !== 'published';
}

/** Whether an unseen comment belongs to what is on the screen; others come with their page. */
function isWanted(state: State, item: Comment): boolean {
  const waiting = state.fresh.some((other) => other.id === item.parent_id);
  if (item.parent_id) return waiting || rootOf(state, item.parent_id) !== undefined;
  return state.order !== 'oldest' || state.cursor === null;
}

/** Puts what a conversation begins with before what a link to `focus` brought of it. */
export function withBeginning(
  state: State,
  root: string,
  focus: string,
  { items: first, next_cursor }: Page<Item>,
): Pick<State, 'items' | 'replies'> {
  const before = state.replies.get(root) ?? { ids: [], cursor: null };
  const known = new Set(first.map(({ id }) => id));
  // further than the beginning reaches: but where a piece is missing, that piece comes next
  const isLonger = known.has(focus) && before.ids.some((id) => !known.has(id));
  return {
    // what is here already may be newer: the reader's own edit
    items: new Map([...first.map((item) => [item.id, item] as const), ...state.items]),
    replies: new Map(state.replies).set(root, {
      ids: [...new Set([...known, ...before.ids])],
      cursor: isLonger ? before.cursor : next_cursor,
    }),
  };
}

/** Sets the waiting comments in; parents come before their replies. */
export function withFresh(state: State): State {
  const atEnd = state.order === 'oldest';
  const inOrder = [...state.fresh].sort((a, b) => a.depth - b.depth);
  const shown = inOrder.reduce((next, item) => withComment(next, item, atEnd), state);
  return { ...shown, fresh: [] };
}
