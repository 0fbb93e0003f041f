// A small reader of ICU messages: {name}, {n, plural, one {# vote} other {# votes}}.

import { once } from './once.ts';

export type Values = Readonly<Record<string, string | number>>;

const numbers = once((locale) => new Intl.NumberFormat(locale));
const plurals = once((locale) => new Intl.PluralRules(locale));

/** The message with its values set in. Names are isolated, so that they cannot turn a line around. */
export function formatMessage(message: string, values: Values, locale: string): string {
  let out = '';
  let at = 0;
  while (at < message.length) {
    const open = message.indexOf('{', at);
    if (open < 0) return out + message.slice(at);
    const close = closing(message, open);
    out += message.slice(at, open) + argument(message.slice(open + 1, close), values, locale);
    at = close + 1;
  }
  return out;
}

function closing(message: string, open: number): number {
  let depth = 0;
  for (let at = open; at < message.length; at++) {
    if (message[at] === '{') depth++;
    else if (message[at] === '}' && --depth === 0) return at;
  }
  return message.length;
}

function argument(inner: string, values: Values, locale: string): string {
  const [, name = '', kind, rest = ''] =
    /^\s*(\w+)\s*(?:,\s*(plural)\s*,([\s\S]*))?$/.exec(inner) ?? [];
  const value = values[name] ?? '';
  if (!kind) return show(value, locale);
  const count = Number(value);
  const picked = plural(branches(rest), count, locale);
  return formatMessage(picked.replaceAll('#', show(count, locale)), values, locale);
}

function show(value: string | number, locale: string): string {
  return typeof value === 'number' ? numbers(locale).format(value) : `\u2068${value}\u2069`;
}

function plural(cases: Map<string, string>, count: number, locale: string): string {
  const rule = plurals(locale).select(count);
  return cases.get(`=${count}`) ?? cases.get(rule) ?? cases.get('other') ?? '';
}

function branches(rest: string): Map<string, string> {
  const cases = new Map<string, string>();
  let at = 0;
  for (let open = rest.indexOf('{'); open >= 0; open = rest.indexOf('{', at)) {
    const close = closing(rest, open);
    cases.set(rest.slice(at, open).trim(), rest.slice(open + 1, close));
    at = close + 1;
  }
  return cases;
}
