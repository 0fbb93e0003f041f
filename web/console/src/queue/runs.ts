// Batches that run in the background: begun here, or before the page was loaded.

import { session } from '../shell/session.ts';
import { Store } from '../shell/store.ts';
import { get } from '../shell/wire.ts';
import type { BatchState } from './Batch.tsx';

/** `finished`: how many have come to their end, so that figures are asked for anew. */
export const runs = new Store<{ ids: readonly string[]; finished: number }>({
  ids: [],
  finished: 0,
});

export function showRun(id: string): void {
  runs.set({ ids: [...runs.value.ids.filter((each) => each !== id), id] });
}

export function hideRun(id: string): void {
  runs.set({ ids: runs.value.ids.filter((each) => each !== id) });
}

/** What still runs from before; for admins, everybody's. */
export async function findRuns(site: string): Promise<void> {
  const { items } = await get<{ items: BatchState[] }>('/review/batches', { site });
  if (site !== session.value.site) return;
  for (const each of items) if (each.state === 'running') showRun(each.batch);
}
