import { formatMessage } from '@parley/shared/icu';
import { describe, expect, it } from 'vitest';
import { messages as ar } from './ar.ts';
import { messages as en } from './en.ts';
import { messages as fr } from './fr.ts';

const LANGUAGES = { ar, en, fr } as const;
const keys = Object.keys(en) as (keyof typeof en)[];
/** The names of values; a word alone in a plural's braces begins with a capital or is not Latin. */
const valuesOf = (message: string): string[] => {
  const names = [...message.matchAll(/\{([a-z]\w*)(?=[,}])/g)].map((each) => each[1] ?? '');
  return [...new Set(names)].sort();
};

describe.each(Object.entries(LANGUAGES))('the words of %s', (language, messages) => {
  it('have exactly the keys of English', () => {
    expect(Object.keys(messages)).toEqual(keys);
  });

  it.each(keys)('take the same values as English: %s', (key) => {
    expect(valuesOf(messages[key])).toEqual(valuesOf(en[key]));
  });

  it('have every plural form that the language knows', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const plurals = keys.filter((key) => messages[key].includes(', plural,'));
    for (const key of plurals) {
      for (const count of [0, 1, 2, 3, 11, 100]) {
        const values = { n: count, published: count, rejected: count, allowed: 2 };
        expect(formatMessage(messages[key], values, language), `${key} ${count}`).not.toBe('');
      }
      if (language === 'ar') for (const form of forms) expect(messages[key]).toContain(`${form} {`);
    }
  });
});
