import { Problem } from '@parley/shared/problems';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { patiently } from './sending.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Fails with each of the problems in turn, then works; says how often it was tried. */
async function tries(problems: readonly Problem[], milliseconds: number): Promise<unknown> {
  let tried = 0;
  const sent = patiently(async () => {
    const problem = problems[tried++];
    if (problem) throw problem;
    return 'sent';
  }).catch((problem: Problem) => problem.code);
  await vi.advanceTimersByTimeAsync(milliseconds);
  return [await Promise.race([sent, Promise.resolve('waits')]), tried];
}

describe('what is sent', () => {
  it.each([0, 502, 503, 504])('goes again when nobody is there (%i)', async (status) => {
    expect(await tries([new Problem(status, 'x')], 1_000)).toEqual(['sent', 2]);
  });

  it('waits the few seconds that a quick reader is asked to', async () => {
    const quick = new Problem(429, 'too_fast', {}, 5);
    expect(await tries([quick], 4_999)).toEqual(['waits', 1]);
    expect(await tries([quick], 5_000)).toEqual(['sent', 2]);
  });

  it('says so when they would have to wait for long', async () => {
    expect(await tries([new Problem(429, 'too_fast', {}, 60)], 0)).toEqual(['too_fast', 1]);
  });

  it('does not try again what is refused for good', async () => {
    expect(await tries([new Problem(403, 'banned')], 0)).toEqual(['banned', 1]);
  });
});
