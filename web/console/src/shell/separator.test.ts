import { describe, expect, it } from 'vitest';
import { usualSeparator, writtenAs } from './separator.ts';

describe('a table for spreadsheets', () => {
  it.each(['en-US', 'en-GB', 'en', 'he-IL', 'ja-JP', 'es-MX'])('has commas in %s', (locale) => {
    expect(usualSeparator(locale)).toBe('comma');
  });

  it.each(['fr-FR', 'de-DE', 'pt-BR', 'tr', 'en-DE', 'de-CH', 'ar-EG', 'ar-AE', 'fa-IR'])(
    'has semicolons in %s',
    (locale) => expect(usualSeparator(locale)).toBe('semicolon'),
  );

  it('writes numbers as the country does, once its lists are', () => {
    expect(writtenAs('semicolon', 'fr-FR')).toEqual({ separator: 'semicolon', decimal: 'comma' });
    expect(writtenAs('semicolon', 'de-CH')).toEqual({ separator: 'semicolon' });
    expect(writtenAs('semicolon', 'ar-EG')).toEqual({ separator: 'semicolon' });
    expect(writtenAs('comma', 'fr-FR')).toEqual({});
  });
});
