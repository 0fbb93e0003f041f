// Times as people say them: "3 minutes ago", and in full where one looks closer.

import { once } from './once.ts';

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const relative = once((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const full = once(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }),
);

/** `then` seen from `now` (both milliseconds), in the words of `locale`. */
export function relativeTime(then: number, now: number, locale: string): string {
  const seconds = Math.min(0, Math.round((then - now) / 1000)); // a clock ahead of ours is "now"
  const format = relative(locale);
  for (const [unit, size] of STEPS) {
    if (-seconds >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, 'second');
}

export function fullTime(then: number, locale: string): string {
  return full(locale).format(then);
}
