import { describe, expect, it } from 'vitest';
import { speak } from '../shell/words.ts';
import { becameWords, stampOf } from './became.ts';

await speak('en');

describe('what a decision made of a comment', () => {
  const decided = (verb: string, before: string, after: string, reason: string | null = null) =>
    ({ verb, before, after, reason }) as Parameters<typeof becameWords>[0];

  it.each([
    [decided('reject', 'held', 'rejected', 'spam'), 'Rejected', 'stamp fate-rejected'],
    [decided('keep', 'published', 'published'), 'Leave as it is', 'stamp'],
    [decided('feature', 'published', 'published'), 'Feature', 'stamp'],
    [decided('keep', 'rejected', 'rejected', 'appeal'), 'Appeal denied', 'stamp'],
    [
      decided('publish', 'rejected', 'published', 'appeal'),
      'Appeal upheld',
      'stamp fate-published',
    ],
    [decided('reopen', 'published', 'rejected', 'undo'), 'Rejected', 'stamp fate-rejected'],
  ])('%o is told as %s', (decision, words, stamp) => {
    expect([becameWords(decision), stampOf(decision)]).toEqual([words, stamp]);
  });
});
