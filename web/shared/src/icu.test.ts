import { describe, expect, it } from 'vitest';
import { formatMessage } from './icu.ts';

describe('a message', () => {
  it.each([
    [1, 'en', '1 vote'],
    [1200, 'en', '1,200 votes'],
    [0, 'en', 'no votes'], // an exact case goes before the rule
  ])('counts %i in %s', (n, locale, expected) => {
    const message = '{n, plural, =0 {no votes} one {# vote} other {# votes}}';
    expect(formatMessage(message, { n }, locale)).toBe(expected);
  });

  it('knows the six forms of Arabic', () => {
    const message = '{n, plural, zero {z} one {o} two {t} few {f} many {m} other {x}}';
    const forms = [0, 1, 2, 3, 11, 100].map((n) => formatMessage(message, { n }, 'ar'));
    expect(forms.join('')).toBe('zotfmx');
  });

  it('isolates names, so that they cannot turn the line around', () => {
    expect(formatMessage('Reply to {name}', { name: 'ليلى' }, 'en')).toBe(
      'Reply to \u2068ليلى\u2069',
    );
  });

  it('does not read braces in values', () => {
    expect(formatMessage('{name}', { name: '{n}' }, 'en')).toContain('{n}');
  });
});
