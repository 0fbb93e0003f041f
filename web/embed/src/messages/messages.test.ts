import { describe, expect, it } from 'vitest';
import { messages as readEnglish } from './read/en.ts';
import { Words } from './words.ts';
import { messages as writeEnglish } from './write/en.ts';

const LANGUAGES = ['en', 'fr', 'es', 'de', 'ar', 'fa', 'tr', 'he'];
const english: Record<string, string> = { ...readEnglish, ...writeEnglish };
const files = import.meta.glob<{ messages: Record<string, string> }>('./{read,write}/*.ts', {
  eager: true,
});

const names = (message: string) => [...new Set(message.match(/\{(\w+)(?=[,}])/g))].sort();
const cases = (message: string) =>
  [...message.matchAll(/(\w+) \{(?!\w+[,}])/g)].map((found) => found[1]);

describe.each(LANGUAGES)('the words of %s', (language) => {
  const messages: Record<string, string> = {
    ...files[`./read/${language}.ts`]?.messages,
    ...files[`./write/${language}.ts`]?.messages,
  };

  it('are complete, and take the same values as English', () => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort());
    for (const [key, message] of Object.entries(messages)) {
      expect([key, names(message)]).toEqual([key, names(english[key] ?? '')]);
    }
  });

  it('have only the plural forms of the language, and always the general one', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const message of Object.values(messages).filter((each) => each.includes('plural'))) {
      expect(cases(message)).toContain('other');
      expect(forms).toEqual(expect.arrayContaining(cases(message)));
    }
  });

  it('are fetched for the language, and say something for every key', async () => {
    const words = new Words(`${language}-XX`);
    await Promise.all([words.loadReading(), words.loadWriting()]);
    expect(words.language).toBe(language);
    for (const key of Object.keys(english)) {
      expect(
        words.say(key as 'reply', { n: 3, name: 'Ada', time: 'now', reason: 'x', rule: 'y' }),
      ).not.toBe('');
    }
  });
});

describe('another language', () => {
  it('is answered in English, dates and digits too', () => {
    const words = new Words('ja-JP');
    expect([words.language, words.locale, words.direction]).toEqual(['en', 'en', 'ltr']);
  });
});
