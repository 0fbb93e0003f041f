// What is on its way: tried again while the network or the service is away, never silently dropped.

import { Problem } from '@parley/shared/problems';
import { Store } from '../shell/store.ts';

const FIRST_WAIT = 500; // milliseconds, doubled each time
const LONGEST_WAIT = 15_000; // milliseconds
const PATIENCE = 10; // tries: about a minute and a half

class Outbox extends Store<{ waiting: number; isStuck: boolean }> {
  /** The answer; throws Problem when the service refuses or is away for too long. */
  async send<T>(call: () => Promise<T>): Promise<T> {
    this.set({ waiting: this.value.waiting + 1 });
    try {
      return await this.#insist(call);
    } finally {
      const waiting = this.value.waiting - 1;
      this.set({ waiting, isStuck: waiting > 0 && this.value.isStuck });
    }
  }

  async #insist<T>(call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (caught) {
        if (!(caught instanceof Problem) || !isPassing(caught) || attempt >= PATIENCE) throw caught;
        this.set({ isStuck: true });
        const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
        await new Promise((resolve) => setTimeout(resolve, Math.max(wait, caught.wait * 1000)));
      }
    }
  }
}

const isPassing = ({ status }: Problem): boolean =>
  status === 0 || status === 429 || status === 503 || status === 502 || status === 504;

export const outbox = new Outbox({ waiting: 0, isStuck: false });

addEventListener('beforeunload', (event) => {
  if (outbox.value.waiting) event.preventDefault(); // the browser asks before it throws them away
});
