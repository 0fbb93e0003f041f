import { Problem } from '@parley/shared/problems';
import { describe, expect, it, vi } from 'vitest';
import { proven } from './proven.ts';
import { solve, zeroBits } from './puzzle.ts';

const hashOf = async (text: string) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));

describe('a puzzle', () => {
  it('is solved by a number after a dot', async () => {
    const proof = await solve('a.puzzle', 8);
    expect(proof).toMatch(/^a\.puzzle\.\d+$/);
    expect(zeroBits(await hashOf(proof))).toBeGreaterThanOrEqual(8);
  });

  it('is solved without the browser’s own hash too', async () => {
    const withIt = await solve('plain', 6);
    vi.stubGlobal('crypto', {});
    const withoutIt = await solve('plain', 6);
    vi.unstubAllGlobals();
    expect(withoutIt).toBe(withIt);
  });

  it.each([
    [[0xff], 0],
    [[0x01], 7],
    [[0x00, 0x80], 8],
    [[0x00, 0x00], 16],
  ])('counts the zero bits of %s', (bytes, bits) => {
    expect(zeroBits(new Uint8Array(bytes))).toBe(bits);
  });
});

describe('what the service asks work for', () => {
  it('is asked again with the proof', async () => {
    const asked: (string | undefined)[] = [];
    const answer = await proven(async (proof) => {
      asked.push(proof);
      if (!proof) throw new Problem(428, 'challenge_required', { puzzle: 'p', bits: 4 });
      return 'taken';
    });
    expect(answer).toBe('taken');
    expect(asked[1]).toMatch(/^p\.\d+$/);
  });

  it('is left alone where nothing was asked', async () => {
    const refused = proven(async () => {
      throw new Problem(429, 'too_fast');
    });
    await expect(refused).rejects.toMatchObject({ code: 'too_fast' });
  });
});
