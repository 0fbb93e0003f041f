import { describe, expect, it } from 'vitest';
import { makeComment } from '../make.test-data.ts';
import { EMPTY, type State, withComment } from '../thread/state.ts';
import { noticesOf, seenNow } from './notices.ts';

const mine = (status: 'held' | 'published' | 'rejected'): State => ({
  ...withComment(EMPTY, makeComment('mine', { status })),
  own: new Set(['mine']),
});

describe('notices', () => {
  it('tell what was decided since one looked last', () => {
    const seen = seenNow(mine('held'));
    expect(noticesOf(mine('published'), seen)).toEqual([
      { id: 'mine', kind: 'published', name: '' },
    ]);
    expect(noticesOf(mine('rejected'), seen)).toMatchObject([{ kind: 'rejected' }]);
  });

  it('tell who replied, once, and never about oneself', () => {
    const before = mine('published');
    const reply = makeComment('r', { parent_id: 'mine', depth: 1 });
    const own = makeComment('o', { parent_id: 'mine', depth: 1 });
    const after = withComment(withComment(before, reply), own);
    const state = { ...after, own: new Set(['mine', 'o']) };
    expect(noticesOf(state, seenNow(before))).toEqual([
      { id: 'r', kind: 'reply', name: 'Reader r' },
    ]);
    expect(noticesOf(state, seenNow(state))).toEqual([]);
  });

  it('say nothing of what stayed as it was', () => {
    expect(noticesOf(mine('held'), seenNow(mine('held')))).toEqual([]);
  });
});
