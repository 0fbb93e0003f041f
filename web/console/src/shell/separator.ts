// How a downloaded table is written: as the spreadsheet of this browser's country takes it apart.

import { keep, kept } from './preferences.ts';
import { Store } from './store.ts';

export type Separator = 'comma' | 'semicolon';

// They write 1.5, and separate by a semicolon all the same.
const POINT_AND_SEMICOLON = /^(ar|fa)\b|-(CH|LI)$/;

/** What separates cells where numbers and lists are written as in `locale`. */
export function usualSeparator(locale: string): Separator {
  const isOther = decimalOf(locale) !== '.' || POINT_AND_SEMICOLON.test(locale);
  return isOther ? 'semicolon' : 'comma';
}

/** The part of an address that asks for a table so written; nothing where it is as usual. */
export function writtenAs(separator: Separator, locale: string): Record<string, string> {
  if (separator === 'comma') return {};
  return decimalOf(locale) === ',' ? { separator, decimal: 'comma' } : { separator };
}

const decimalOf = (locale: string) =>
  new Intl.NumberFormat(locale).formatToParts(1.5).find((each) => each.type === 'decimal')?.value;

const known = kept('separator');

export const chosen = new Store<{ separator: Separator }>({
  separator:
    known === 'comma' || known === 'semicolon' ? known : usualSeparator(navigator.language),
});

/** From now on, also next time. */
export function chooseSeparator(separator: Separator): void {
  keep('separator', separator);
  chosen.set({ separator });
}
