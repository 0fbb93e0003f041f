// What happened to one's own comments while one was away: judged, or answered. Kept on the device,
// because it is nobody else's business what one has seen.

import { type Comment, isRemoved, type Status } from '@parley/shared/api';
import { recall, remember } from '../storage.ts';
import type { State } from '../thread/state.ts';

/** What the reader has seen: the statuses of their comments, and the replies to them. */
export interface Seen {
  statuses: Readonly<Record<string, Status>>;
  replies: readonly string[];
}

export interface Notice {
  id: string;
  kind: 'published' | 'rejected' | 'reply';
  /** Who replied. */
  name: string;
}

export function loadSeen(article: string): Seen | null {
  try {
    const kept: unknown = JSON.parse(recall(`seen:${article}`) ?? 'null');
    return kept && typeof kept === 'object' && 'statuses' in kept ? (kept as Seen) : null;
  } catch {
    return null;
  }
}

export function saveSeen(article: string, seen: Seen): void {
  remember(`seen:${article}`, JSON.stringify(seen));
}

/** All that is on the screen counts as seen. */
export function seenNow(state: State): Seen {
  const own = ownComments(state);
  return {
    statuses: Object.fromEntries(own.map(({ id, status }) => [id, status])),
    replies: repliesToOwn(state).map(({ id }) => id),
  };
}

/** What is new since `seen`, replies last. */
export function noticesOf(state: State, seen: Seen): Notice[] {
  const judged = ownComments(state).filter(({ id, status }) => {
    const before = seen.statuses[id];
    return before && before !== status && (status === 'published' || status === 'rejected');
  });
  const known = new Set(seen.replies);
  return [
    ...judged.map(({ id, status }) => ({ id, kind: status as Notice['kind'], name: '' })),
    ...repliesToOwn(state)
      .filter(({ id }) => !known.has(id))
      .map(({ id, author }) => ({ id, kind: 'reply' as const, name: author.name })),
  ];
}

function ownComments(state: State): Comment[] {
  return comments(state).filter(({ id }) => state.own.has(id));
}

function repliesToOwn(state: State): Comment[] {
  return comments(state).filter(
    ({ id, parent_id }) => parent_id && state.own.has(parent_id) && !state.own.has(id),
  );
}

function comments(state: State): Comment[] {
  return [...state.items.values()].filter((item): item is Comment => !isRemoved(item));
}
