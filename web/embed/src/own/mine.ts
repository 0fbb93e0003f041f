// Folds what is the reader's own into the discussion.

import { isRemoved, type Mine } from '@parley/shared/api';
import { without } from '../live/changes.ts';
import { withComment } from '../thread/placing.ts';
import type { State } from '../thread/state.ts';

/** What is the reader's own: shown to them in any status. Of `gone`, which others see no more, they
 * have deleted in another window what is not theirs any more. */
export function withMine(state: State, mine: Mine, gone: readonly string[] = []): State {
  const visible = mine.comments.filter((item) => item.status !== 'withdrawn');
  const left = gone.filter((id) => !visible.some((item) => item.id === id)).reduce(without, state);
  const own = new Set([...left.own, ...visible.map((item) => item.id)]);
  const votes = Object.fromEntries(mine.votes.map(({ id, value }) => [id, value]));
  const flags = new Set(mine.flags.map(({ id }) => id));
  const shown = visible
    .filter((item) => item.status !== 'published' || left.items.has(item.id))
    .sort((a, b) => a.created_at.localeCompare(b.created_at))
    .reduce((next, item) => withComment(next, item), left);
  return { ...shown, own, votes, flags };
}

/** Nothing is this reader's own any more: what only they saw goes, and what they had begun with it. */
export function withoutMine(state: State): State {
  const isUnseen = (id: string) => {
    const item = state.items.get(id);
    return item && !isRemoved(item) && item.status !== 'published';
  };
  const tasks = Object.entries(state.tasks).filter(([, it]) => it !== 'edit' && it !== 'remove');
  const left = [...state.own].filter(isUnseen).reduce(without, state);
  const nothing = { own: new Set<string>(), votes: {}, flags: new Set<string>() };
  return { ...left, ...nothing, tasks: Object.fromEntries(tasks) };
}
