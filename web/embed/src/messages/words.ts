// The words of one language, fetched only when needed. English stands in for other languages.

import { formatMessage, type Values } from '@parley/shared/icu';
import type { messages as readEnglish } from './read/en.ts';
import type { messages as writeEnglish } from './write/en.ts';

export type ReadKey = keyof typeof readEnglish;
export type WriteKey = keyof typeof writeEnglish;
export type ReadMessages = Record<ReadKey, string>;
export type WriteMessages = Record<WriteKey, string>;

const read = import.meta.glob<{ messages: ReadMessages }>('./read/*.ts');
const write = import.meta.glob<{ messages: WriteMessages }>('./write/*.ts');
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he']);

/** One language: its locale for numbers and dates, its direction, and its messages. */
export class Words {
  readonly language: string;
  /** For numbers and dates; the reader's own region when we speak their language. */
  readonly locale: string;
  #messages: Readonly<Record<string, string>> = {};

  constructor(wish: string) {
    const base = wish.toLowerCase().split('-')[0] ?? 'en';
    const isKnown = `./read/${base}.ts` in read;
    this.language = isKnown ? base : 'en';
    this.locale = isKnown ? wish : 'en';
  }

  get direction(): 'ltr' | 'rtl' {
    return RIGHT_TO_LEFT.has(this.language) ? 'rtl' : 'ltr';
  }

  async loadReading(): Promise<void> {
    await this.#load(read[`./read/${this.language}.ts`]);
  }

  async loadWriting(): Promise<void> {
    await this.#load(write[`./write/${this.language}.ts`]);
  }

  say(key: ReadKey | WriteKey, values: Values = {}): string {
    return formatMessage(this.#messages[key] ?? '', values, this.locale);
  }

  /** A name the service gave, such as a badge: in this language when we know it. */
  named(name: string): string {
    return this.#messages[name] ?? name;
  }

  async #load(
    get: (() => Promise<{ messages: Record<string, string> }>) | undefined,
  ): Promise<void> {
    const more = (await get?.())?.messages;
    this.#messages = { ...this.#messages, ...more };
  }
}

/** The wish of the publisher, else the language of the page around, else the browser's. */
export function localeFor(wish: string | undefined, host: Element): string {
  const page = host.closest('[lang]')?.getAttribute('lang');
  const locale = wish || page || navigator.language || 'en';
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
