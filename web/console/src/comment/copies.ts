// The near copies of comments: how many wait, what became of the others.

import type { Direction, Status } from '@parley/shared/api';
import { Store } from '../shell/store.ts';
import { get } from '../shell/wire.ts';

export interface Copy {
  id: string;
  status: Status;
  similarity: number;
  text: string;
  direction: Direction;
  author: { name: string };
}

export interface Copies {
  items: readonly Copy[];
  counts: Readonly<Record<'waiting' | 'published' | 'rejected', number>>;
}

/** By the comment that they are like; what was not asked for yet is missing. */
export const copies = new Store<{ of: Readonly<Record<string, Copies>> }>({ of: {} });

export async function askForCopies(id: string): Promise<void> {
  const found = await get<Copies>(`/review/comments/${id}/similar`);
  copies.set({ of: { ...copies.value.of, [id]: found } });
}

/** How many a decision about the whole group covers, as far as known. */
export const groupSize = ({ id, similar = 0 }: { id: string; similar?: number }): number =>
  (copies.value.of[id]?.counts.waiting ?? similar) + 1;
