// The interface in one language; English comes along, others are fetched when chosen.

import { formatMessage, type Values } from '@parley/shared/icu';
import { fullTime, relativeTime } from '@parley/shared/time';
import { messages as english } from '../messages/en.ts';
import { keep, kept } from './preferences.ts';
import { Store } from './store.ts';

export type Key = keyof typeof english;
export type Messages = Record<Key, string>;
export type Language = 'en' | 'ar' | 'fr';

export const LANGUAGES: Readonly<Record<Language, string>> = {
  en: 'English',
  fr: 'Français',
  ar: 'العربية',
};
const LOADERS: Readonly<Record<Language, () => Promise<{ messages: Messages }>>> = {
  en: () => Promise.resolve({ messages: english }),
  ar: () => import('../messages/ar.ts'),
  fr: () => import('../messages/fr.ts'),
};

interface Spoken {
  language: Language;
  locale: string;
  messages: Messages;
}

export const spoken = new Store<Spoken>({ language: 'en', locale: 'en', messages: english });

export function say(key: Key, values: Values = {}): string {
  return formatMessage(spoken.value.messages[key], values, spoken.value.locale);
}

/** The message of a key made at run time, such as a code of the service; null when unknown. */
export function sayIfKnown(key: string, values: Values = {}): string | null {
  return key in english ? say(key as Key, values) : null;
}

export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(spoken.value.locale, options).format(value);
}

/** A bare list: "Ann, Bo", with the comma of the language. */
export const listOf = (words: readonly string[]): string =>
  words.join(spoken.value.language === 'ar' ? '، ' : ', ');

/** One or another: "Publish or Reject". */
export function eitherOf(words: readonly string[]): string {
  return new Intl.ListFormat(spoken.value.locale, { type: 'disjunction' }).format(words);
}

export function ago(time: string, now = Date.now()): string {
  return relativeTime(Date.parse(time), now, spoken.value.locale);
}

export function exactly(time: string): string {
  return fullTime(Date.parse(time), spoken.value.locale);
}

/** A length of time in its largest unit: "3 min". */
export function duration(seconds: number): string {
  const steps = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ] as const;
  const [unit, size] = steps.find((step) => seconds >= step[1]) ?? steps[3];
  return number(Math.floor(seconds / size), { style: 'unit', unit, unitDisplay: 'short' });
}

export function languageName(code: string | null): string {
  if (!code) return '';
  try {
    return new Intl.DisplayNames([spoken.value.locale], { type: 'language' }).of(code) ?? code;
  } catch {
    return code; // no code that the browser knows
  }
}

export async function speak(language: Language): Promise<void> {
  const { messages } = await LOADERS[language]();
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  const own = navigator.languages.find((each) => each.split('-')[0] === language);
  spoken.set({ language, locale: own ?? language, messages });
}

/** Speaks it from now on, also next time. */
export function chooseLanguage(language: Language): void {
  keep('language', language);
  void speak(language);
}

export function preferredLanguage(): Language {
  const wishes = [kept('language'), ...navigator.languages];
  for (const wish of wishes) {
    const base = wish.split('-')[0] ?? '';
    if (base in LOADERS) return base as Language;
  }
  return 'en';
}
