// Puts single comments where they belong: one's own, and what came meanwhile. Who only reads needs none
// of it.

import type { Comment, Item } from '@parley/shared/api';
import type { State } from './state.ts';
import type { Thread } from './thread.ts';

/** Shows a comment of the reader's own. */
export function place(thread: Thread, comment: Comment): void {
  const own = new Set(thread.state.own).add(comment.id);
  thread.set({ ...withComment(thread.state, comment), own });
}

/** The top-level comment above `id`, undefined when that is not loaded. */
export function rootOf(state: State, id: string | null): string | undefined {
  for (let at = id; at; at = state.items.get(at)?.parent_id ?? null) {
    if (!state.items.has(at)) return undefined;
    if (state.items.get(at)?.parent_id === null) return at;
  }
  return undefined;
}

/** Puts a comment where it belongs: below its parent's last descendant, or on top of the list. */
export function withComment(state: State, comment: Item, atEnd = false): State {
  const items = new Map(state.items).set(comment.id, comment);
  if (state.items.has(comment.id)) return { ...state, items };
  const parent = comment.parent_id;
  const root = rootOf(state, parent);
  if (!parent || !root) {
    const roots = atEnd ? [...state.roots, comment.id] : [comment.id, ...state.roots];
    return { ...state, items, roots };
  }
  const before = state.replies.get(root) ?? { ids: [], cursor: null };
  const ids = [...before.ids];
  ids.splice(placeOf(state, ids, parent), 0, comment.id);
  return { ...state, items, replies: new Map(state.replies).set(root, { ...before, ids }) };
}

function placeOf(state: State, ids: readonly string[], parent: string): number {
  const depth = (id: string | undefined) => state.items.get(id ?? '')?.depth ?? 0;
  let at = ids.indexOf(parent) + 1;
  while (at < ids.length && depth(ids[at]) > depth(parent)) at++;
  return at;
}
