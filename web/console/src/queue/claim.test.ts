import { Problem } from '@parley/shared/problems';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Staff, session } from '../shell/session.ts';
import { toasts } from '../shell/toasts.ts';
import { post, put } from '../shell/wire.ts';
import { speak } from '../shell/words.ts';
import { claim, giveClaimBack, recallClaim, takeNext } from './claim.ts';
import { desk } from './desk.ts';

vi.mock('../shell/wire.ts', async (original) => ({
  ...(await original<object>()),
  post: vi.fn(),
  put: vi.fn(),
  remove: vi.fn(async () => null),
}));

const LEASE = { id: 'k1', expires_at: '2026-01-01T00:00:00Z', seconds: 300 }; // another clock
const MIRA = { moderator: { id: 'm', name: 'Mira' } } as Staff;
const ITEM = { id: 'c1', author: { name: 'Ann' }, status: 'held' };

beforeEach(async () => {
  await speak('en');
  vi.useFakeTimers();
  localStorage.clear();
  session.set({ staff: MIRA });
  vi.mocked(post).mockResolvedValue({ ...LEASE, items: [ITEM] });
  vi.mocked(put).mockResolvedValue(LEASE);
  await takeNext();
});

afterEach(async () => {
  await giveClaimBack();
  vi.useRealTimers();
});

const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

describe('a claim', () => {
  it('lasts while one works, by the clock of this machine', async () => {
    for (let minute = 0; minute < 20; minute += 1) {
      desk.set({ focus: 'c1' });
      await pass(60);
    }
    expect(claim.value).toMatchObject({ holder: 'k1', hasLapsed: false });
    expect(claim.value.until).toBeGreaterThan(Date.now());
  });

  it('is told to have run out at the moment when it does', async () => {
    await pass(300); // the last extension, for who has touched nothing since
    expect(put).toHaveBeenCalledTimes(3);
    await pass(299);
    expect(claim.value.holder).toBe('k1');
    await pass(2);
    expect(claim.value).toMatchObject({ holder: null, hasLapsed: true });
    expect(put).toHaveBeenCalledTimes(3);
  });

  it('that was given back has not run out', async () => {
    await giveClaimBack();
    await pass(1_000);
    expect(claim.value).toMatchObject({ holder: null, hasLapsed: false });
  });

  describe('that runs out while one is signed out', () => {
    const told = () => toasts.value.list.map(({ text }) => text);
    let stop = () => {};

    beforeEach(async () => {
      toasts.set({ list: [] });
      session.set({ staff: null });
      vi.mocked(put).mockRejectedValue(new Problem(401, 'unauthenticated'));
      await pass(601);
      expect([claim.value.holder, told()]).toEqual([null, []]);
    });
    afterEach(() => stop());

    it('is told once on return', async () => {
      session.set({ staff: MIRA });
      stop = recallClaim();
      expect(told()).toEqual([expect.stringContaining('While you were away')]);
      expect(claim.value.hasLapsed).toBe(true);
      stop();
      toasts.set({ list: [] });
      stop = recallClaim();
      expect(told()).toEqual([]);
    });

    it('is not told to somebody else', () => {
      session.set({ staff: { ...MIRA, moderator: { id: 'n', name: 'Noor' } } });
      stop = recallClaim();
      expect(told()).toEqual([]);
    });
  });
});
