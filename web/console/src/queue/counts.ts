// How much waits: asked every few seconds while somebody looks, less often when they rest.

import { Problem } from '@parley/shared/problems';
import { session } from '../shell/session.ts';
import { Store } from '../shell/store.ts';
import { getIfChanged, withQuery } from '../shell/wire.ts';
import type { QueueName } from './item.ts';

export interface Count {
  count: number;
  oldest_seconds: number;
  is_capped?: boolean;
}

export const counts = new Store<{
  queues: Partial<Record<QueueName, Count>>;
  /** Something was decided since they were told. */
  isStale: boolean;
}>({ queues: {}, isStale: false });

const BUSY = 4_000; // milliseconds between questions
const RESTING = 30_000; // milliseconds, when nothing was touched for two minutes
const REST_AFTER = 120_000; // milliseconds

let timer: ReturnType<typeof setTimeout> | undefined;
let etag = '';
let etagOf = '';
let touched = Date.now();

/** Keeps the counts of the site on the desk fresh; returns how to stop. */
export function watchCounts(): () => void {
  const onTouch = () => {
    touched = Date.now();
  };
  const onSight = () => {
    if (document.visibilityState === 'visible') void ask();
  };
  addEventListener('pointermove', onTouch, { passive: true });
  addEventListener('keydown', onTouch);
  document.addEventListener('visibilitychange', onSight);
  void ask();
  return () => {
    clearTimeout(timer);
    removeEventListener('pointermove', onTouch);
    removeEventListener('keydown', onTouch);
    document.removeEventListener('visibilitychange', onSight);
  };
}

/** After a decision the numbers should follow. */
export function askSoon(): void {
  clearTimeout(timer);
  counts.set({ isStale: true });
  timer = setTimeout(ask, 300);
}

async function ask(): Promise<void> {
  clearTimeout(timer);
  if (document.visibilityState === 'hidden') return; // asked again when in sight
  const { site } = session.value;
  try {
    const path = withQuery('/review/queues', { site });
    const answer = await getIfChanged<Partial<Record<QueueName, Count>>>(
      path,
      etagOf === site ? etag : '',
    );
    if (answer && site === session.value.site) {
      ({ etag } = answer);
      etagOf = site;
      counts.set({ queues: answer.body });
    }
    counts.set({ isStale: false });
  } catch (caught) {
    if (!(caught instanceof Problem)) throw caught; // asked again soon
  }
  if (session.value.staff)
    timer = setTimeout(ask, Date.now() - touched > REST_AFTER ? RESTING : BUSY);
}
