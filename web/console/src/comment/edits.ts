// What edits have replaced: whether that matters here, and whether it is shown.

import type { Item } from '../queue/item.ts';
import { Store } from '../shell/store.ts';

/** The comment whose earlier wording is shown. */
export const earlier = new Store<{ of: string | null }>({ of: null });

/** Whether there may be an earlier wording to show: not of what its author took back. */
export const isEdited = (item: Item): boolean =>
  item.edited_at !== null && item.status !== 'withdrawn';

export function toggleEarlier(item: Item | undefined): void {
  if (item && isEdited(item)) earlier.set({ of: earlier.value.of === item.id ? null : item.id });
}

/** What was done about an earlier wording and still stands: the text is no longer what it was about. */
export function editedAfter(item: Item): 'held' | 'reported' | 'published' | null {
  if (!isEdited(item)) return null;
  const isEarlier = ({ revision = item.revision }: { revision?: number }) =>
    revision < item.revision;
  if (item.reports?.items.some(isEarlier)) return 'reported';
  const newest = item.decisions?.at(-1);
  if (!newest || !isEarlier(newest)) return null;
  return newest.after === 'held' || newest.after === 'published' ? newest.after : null;
}
