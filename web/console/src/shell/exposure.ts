// How much severe text one has read today, for one's own eyes; asked every few minutes.

import { session } from './session.ts';
import { tell as toast } from './toasts.ts';
import { get } from './wire.ts';
import { say } from './words.ts';

export interface Exposure {
  severe_today: number;
  judged_today: number;
  minutes_today: number;
  break_suggested: boolean;
}

const EVERY = 180_000; // milliseconds
const AGAIN = 3_600_000; // milliseconds until a break is proposed again
let proposed = Number.NEGATIVE_INFINITY;

/** Calls `tell` now and every few minutes; returns how to stop. */
export function exposureNow(tell: (exposure: Exposure) => void): () => void {
  const ask = () => {
    if (document.visibilityState === 'visible') {
      get<Exposure>('/review/exposure', { site: session.value.site }).then(
        (exposure) => {
          tell(exposure);
          if (exposure.break_suggested) propose();
        },
        () => {}, // a hint: no word when it is missing
      );
    }
  };
  ask();
  const timer = setInterval(ask, EVERY);
  return () => clearInterval(timer);
}

/** Once an hour at most: a kind word, not a nag. */
function propose(): void {
  if (Date.now() - proposed < AGAIN) return;
  proposed = Date.now();
  toast({ kind: 'done', text: say('breakHint') });
}
