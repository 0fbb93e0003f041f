// Words of one section, fetched with it: the shell's own words stay few.

import { formatMessage, type Values } from '@parley/shared/icu';
import { type Language, spoken } from './words.ts';

/** A `say` for a section's own dictionary; every language has exactly the keys of English. */
export function dictionary<T extends Readonly<Record<string, string>>>(
  words: Readonly<Record<Language, Readonly<Record<keyof T & string, string>>>> & { en: T },
) {
  return (key: keyof T & string, values: Values = {}): string =>
    formatMessage(words[spoken.value.language][key], values, spoken.value.locale);
}
