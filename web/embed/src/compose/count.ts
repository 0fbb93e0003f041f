// Characters as people count them: a family emoji is one, a letter with its accents is one.

import type { Article } from '@parley/shared/api';

const LIMIT = 5_000; // characters, of an article that nobody wrote below yet

/** How many one comment may have. */
export function limitOf({ max_characters }: Article): number {
  return max_characters ?? LIMIT;
}

export function countCharacters(text: string, locale?: string): number {
  const trimmed = text.trim();
  if (!('Segmenter' in Intl)) return [...trimmed].length;
  let count = 0;
  for (const _ of new Intl.Segmenter(locale, { granularity: 'grapheme' }).segment(trimmed)) count++;
  return count;
}
