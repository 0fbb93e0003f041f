// Folds what is the reader's own into the discussion.

import type { Mine } from '@parley/shared/api';
import { withComment } from '../thread/placing.ts';
import type { State } from '../thread/state.ts';

/** What is the reader's own: shown to them in any status. */
export function withMine(state: State, mine: Mine): State {
  const visible = mine.comments.filter((item) => item.status !== 'withdrawn');
  const own = new Set([...state.own, ...visible.map((item) => item.id)]);
  const votes = Object.fromEntries(mine.votes.map(({ id, value }) => [id, value]));
  const flags = new Set(mine.flags.map(({ id }) => id));
  const shown = visible
    .filter((item) => item.status !== 'published' || state.items.has(item.id))
    .sort((a, b) => a.created_at.localeCompare(b.created_at))
    .reduce((next, item) => withComment(next, item), state);
  return { ...shown, own, votes, flags };
}
