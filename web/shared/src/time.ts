// Times as people say them: "3 minutes ago", and in full where one looks closer.

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `then` seen from `now` (both milliseconds), in the words of `locale`. */
export function relativeTime(then: number, now: number, locale: string): string {
  const seconds = Math.min(0, Math.round((then - now) / 1000)); // a clock ahead of ours is "now"
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, size] of STEPS) {
    if (-seconds >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, 'second');
}

export function fullTime(then: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(then);
}
