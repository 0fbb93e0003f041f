import { describe, expect, it } from 'vitest';
import { once } from './once.ts';

describe('what is costly to make', () => {
  it('is made once for each language', () => {
    const made: string[] = [];
    const words = once((locale) => {
      made.push(locale);
      return `words of ${locale}`;
    });
    expect(['ar', 'en', 'ar', 'en'].map(words)).toEqual([
      'words of ar',
      'words of en',
      'words of ar',
      'words of en',
    ]);
    expect(made).toEqual(['ar', 'en']);
  });
});
