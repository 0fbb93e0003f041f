import { formatMessage } from '@parley/shared/icu';
import { describe, expect, it } from 'vitest';
import { words as policyWords } from '../policy/words.ts';
import { changeOf, rangeQuery } from './figures.ts';
import { words } from './words.ts';

describe('ranges', () => {
  it('end at the next full hour and are as long as they say', () => {
    const { from, to } = rangeQuery(7, new Date('2026-06-08T10:20:00Z'));
    expect(to).toBe('2026-06-08T11:00:00.000Z');
    expect(from).toBe('2026-06-01T11:00:00.000Z');
  });

  it('know no change where there was nothing before', () => {
    expect(changeOf(3, 0)).toBeNull();
    expect(changeOf(3, 2)).toBe(0.5);
  });
});

describe.each([
  ['statistics', words],
  ['policy', policyWords],
] as const)('the words of %s', (_name, dictionary) => {
  it.each(['fr', 'ar'] as const)('have exactly the keys of English in %s', (language) => {
    expect(Object.keys(dictionary[language])).toEqual(Object.keys(dictionary.en));
  });

  it('are sentences in every language', () => {
    for (const [language, messages] of Object.entries(dictionary)) {
      for (const message of Object.values<string>(messages)) {
        const values = {
          n: 3,
          share: '1 %',
          time: '2 s',
          change: '+1 %',
          name: 'x',
          low: 1,
          high: 2,
        };
        expect(formatMessage(message, values, language)).not.toMatch(/[{}]/);
      }
    }
  });
});
