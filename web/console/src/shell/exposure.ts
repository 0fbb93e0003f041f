// How much severe text one has read today, for one's own eyes; asked every few minutes.

import { session } from './session.ts';
import { get } from './wire.ts';

export interface Exposure {
  severe_today: number;
  judged_today: number;
  minutes_today: number;
  break_suggested: boolean;
}

const EVERY = 180_000; // milliseconds

/** Calls `tell` now and every few minutes; returns how to stop. */
export function exposureNow(tell: (exposure: Exposure) => void): () => void {
  const ask = () => {
    if (document.visibilityState === 'visible') {
      get<Exposure>('/review/exposure', { site: session.value.site }).then(tell, () => {}); // a hint: no word when it is missing
    }
  };
  ask();
  const timer = setInterval(ask, EVERY);
  return () => clearInterval(timer);
}
