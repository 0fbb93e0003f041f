// Characters as people count them: a family emoji is one, a letter with its accents is one.

export function countCharacters(text: string, locale?: string): number {
  const trimmed = text.trim();
  if (!('Segmenter' in Intl)) return [...trimmed].length;
  let count = 0;
  for (const _ of new Intl.Segmenter(locale, { granularity: 'grapheme' }).segment(trimmed)) count++;
  return count;
}
