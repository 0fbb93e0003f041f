import { describe, expect, it } from 'vitest';
import { nextWait } from './live.ts';

describe('looking for news', () => {
  it('gets rarer while nothing happens, to once a minute', () => {
    const waits = [5_000];
    for (let look = 0; look < 10; look++) waits.push(nextWait(waits.at(-1) as number, false));
    expect(waits[1]).toBe(7_500);
    expect(waits.at(-1)).toBe(60_000);
  });

  it('is quick again as soon as something happens', () => {
    expect(nextWait(60_000, true)).toBe(5_000);
  });
});
