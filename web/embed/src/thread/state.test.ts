import type { Comment } from '@parley/shared/api';
import { describe, expect, it } from 'vitest';
import { withBeginning, withChanges, withFresh, without } from '../live/changes.ts';
import { makeComment } from '../make.test-data.ts';
import { withMine } from '../own/mine.ts';
import { withComment } from './placing.ts';
import { EMPTY, type State, withPage, withReplies } from './state.ts';
import { type Branch, branchOf } from './tree.ts';

const reply = (id: string, parent: string, depth: number, over: Partial<Comment> = {}) =>
  makeComment(id, { parent_id: parent, depth, ...over });

/** a (b (c), d), e */
function makeState(): State {
  const replies = { items: [reply('b', 'a', 1), reply('c', 'b', 2), reply('d', 'a', 1)] };
  return withPage(EMPTY, {
    items: [{ ...makeComment('a'), replies: { ...replies, next_cursor: null } }, makeComment('e')],
    next_cursor: 'more',
  });
}

describe('a discussion', () => {
  it('keeps one copy of a comment that two pages bring', () => {
    const state = withPage(makeState(), {
      items: [makeComment('e', { text: 'newer' }), makeComment('f')],
      next_cursor: null,
    });
    expect(state.roots).toEqual(['a', 'e', 'f']);
    expect(state.items.get('e')).toMatchObject({ text: 'newer' });
  });

  it('puts a reply behind the last descendant of what it answers', () => {
    const state = withComment(makeState(), reply('x', 'b', 2));
    expect(state.replies.get('a')?.ids).toEqual(['b', 'c', 'x', 'd']);
  });

  it('puts a reply to an unknown comment on top, so that its author finds it', () => {
    expect(withComment(makeState(), reply('x', 'unknown', 1)).roots[0]).toBe('x');
  });

  it('adds more replies without repeating one that came live', () => {
    const live = withComment(makeState(), reply('x', 'a', 1));
    const state = withReplies(live, 'a', {
      items: [reply('x', 'a', 1), reply('y', 'a', 1)],
      next_cursor: null,
    });
    expect(state.replies.get('a')?.ids).toEqual(['b', 'c', 'd', 'x', 'y']);
  });

  it('sets what a conversation begins with before what a link brought of it', () => {
    // a (b, c, d (e), f), of which a link to `e` brought the way down and what follows
    const led = withPage(EMPTY, {
      items: [
        {
          ...makeComment('a'),
          replies: {
            items: [reply('d', 'a', 1), reply('e', 'd', 2), reply('f', 'a', 1)],
            next_cursor: 'behind f',
          },
        },
      ],
      next_cursor: null,
    });
    const first = ['b', 'c', 'd'].map((id) => reply(id, 'a', 1));
    const page = { items: [...first, reply('e', 'd', 2)], next_cursor: 'behind e' };
    expect(withBeginning(led, 'a', 'e', page).replies.get('a')).toEqual({
      ids: ['b', 'c', 'd', 'e', 'f'],
      cursor: 'behind f',
    });
    // too far to be reached at once: one goes on from where it ended
    const short = { items: first, next_cursor: 'behind d' };
    expect(withBeginning(led, 'a', 'e', short).replies.get('a')).toEqual({
      ids: ['b', 'c', 'd', 'e', 'f'],
      cursor: 'behind d',
    });
    const whole = { items: [...page.items, reply('f', 'a', 1)], next_cursor: null };
    expect(withBeginning(led, 'a', 'e', whole).replies.get('a')?.cursor).toBeNull();
  });

  it('draws what is deeper than three levels side by side', () => {
    const chain = ['b', 'c', 'd', 'e', 'f'].map((id, at) =>
      reply(id, at ? ('bcde'[at - 1] as string) : 'a', at + 1),
    );
    const state = withPage(EMPTY, {
      items: [{ ...makeComment('a'), replies: { items: chain, next_cursor: null } }],
      next_cursor: null,
    });
    const depth = (branch: Branch): number => 1 + Math.max(0, ...branch.children.map(depth));
    const drawn = branchOf(state, 'a') as Branch;
    expect(depth(drawn)).toBe(4);
    expect(drawn.size).toBe(5);
  });
});

describe('what happens meanwhile', () => {
  it('waits for the reader instead of moving the page', () => {
    const state = withChanges(makeState(), {
      version: 9,
      items: [makeComment('n'), reply('m', 'n', 1)],
    });
    expect(state.roots).toEqual(['a', 'e']);
    expect(state.fresh.map((item) => item.id)).toEqual(['n', 'm']);
    const shown = withFresh(state);
    expect(shown.roots).toEqual(['n', 'a', 'e']);
    expect(shown.replies.get('n')?.ids).toEqual(['m']);
    expect(shown.version).toBe(9);
  });

  it('changes known comments in place', () => {
    const changed = makeComment('e', { votes: { up: 3, down: 0 } });
    const state = withChanges(makeState(), { version: 2, items: [changed] });
    expect(state.items.get('e')).toMatchObject({ votes: { up: 3 } });
    expect(state.fresh).toEqual([]);
  });

  it('takes away what vanished, and leaves a place where replies hang on', () => {
    const gone = (id: string, depth: number) =>
      ({ id, parent_id: null, depth, removed: true }) as const;
    const state = withChanges(makeState(), { version: 2, items: [gone('e', 0), gone('a', 0)] });
    expect(state.roots).toEqual(['a']);
    expect(state.items.get('a')).toMatchObject({ removed: true });
  });

  it('leaves replies below unseen comments to their own page', () => {
    const state = withChanges(makeState(), { version: 2, items: [reply('z', 'unseen', 1)] });
    expect(state.fresh).toEqual([]);
  });

  it('forgets a waiting comment that vanished before anyone looked', () => {
    const before = withChanges(makeState(), { version: 2, items: [makeComment('n')] });
    const gone = { id: 'n', parent_id: null, depth: 0, removed: true } as const;
    expect(withChanges(before, { version: 3, items: [gone] }).fresh).toEqual([]);
  });

  it('removes a reply without children altogether', () => {
    expect(without(makeState(), 'c').replies.get('a')?.ids).toEqual(['b', 'd']);
  });
});

describe("what is the reader's own", () => {
  it('shows in any status, votes and reports with it', () => {
    const state = withMine(makeState(), {
      comments: [makeComment('held', { status: 'held' }), makeComment('old')],
      votes: [{ id: 'a', value: 1 }],
      flags: [{ id: 'e', reason: 'spam' }],
    });
    expect(state.roots).toEqual(['held', 'a', 'e']);
    expect(state.own).toEqual(new Set(['held', 'old']));
    expect(state.votes).toEqual({ a: 1 });
    expect(state.flags.has('e')).toBe(true);
  });
});
