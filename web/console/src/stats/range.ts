// Which range one looks at, all of it in the address: a link to the page is a report.

import type { Parameters } from '../shell/wire.ts';
import type { By, Statistics } from './figures.ts';

export const RANGES = [1, 7, 30, 90, 365] as const;
const DAY = 86_400_000;
const MOST = 1900; // bars: the service draws no more than 2,000

export interface Range {
  /** Whole days until now; null where both ends are given. */
  days: number | null;
  from: string;
  to: string;
  by: By;
  section: string;
  article: string;
}

const LENGTHS: readonly By[] = ['hour', 'day', 'week'];
const asDay = (at: Date): string => at.toISOString().slice(0, 10);
const isDay = (raw: string | null): raw is string => /^\d{4}-\d\d-\d\d$/.test(raw ?? '');

export function rangeOf(query: URLSearchParams, now: Date): Range {
  const [from, to] = [query.get('from'), query.get('to')];
  const own = isDay(from) && isDay(to) ? { from, to } : null;
  const days = daysOf(query.get('days'));
  const ends = own ?? { from: asDay(new Date(now.getTime() - (days - 1) * DAY)), to: asDay(now) };
  const length = own ? daysBetween(own) : days;
  return {
    days: own ? null : days,
    ...ends,
    by: lengthsOf(length).find((each) => each === query.get('by')) ?? usual(length),
    section: query.get('section') ?? '',
    article: query.get('article') ?? '',
  };
}

function daysOf(wish: string | null): number {
  const days = Math.round(Number(wish));
  return days > 0 ? Math.min(days, MOST) : 30;
}

const daysBetween = (ends: { from: string; to: string }): number =>
  (Date.parse(ends.to) - Date.parse(ends.from)) / DAY + 1;

/** The lengths of bars that so many days can be drawn in. */
function lengthsOf(days: number): readonly By[] {
  return LENGTHS.filter((each) => each !== 'hour' || days * 24 <= MOST);
}

export const lengthsFor = (range: Range): readonly By[] =>
  lengthsOf(range.days ?? daysBetween(range));

/** The length of bars that says most about so many days. */
function usual(days: number): By {
  if (days <= 2) return 'hour';
  return days > 180 ? 'week' : 'day';
}

/** What the service is asked for: whole days of the site until now, of which today is one, or
 * hours; of named days, the last is part of the range. */
export function askedOf(range: Range, now: Date): Parameters {
  const { by, section, article } = range;
  const scope = { by, section, article };
  if (range.days === null) return { from: range.from, to: dayAfter(range.to), ...scope };
  if (range.days > 2) return { from: range.from, ...scope };
  const hour = Math.ceil(now.getTime() / 3_600_000) * 3_600_000;
  return { from: new Date(hour - range.days * DAY).toISOString(), ...scope };
}

/** The same number of whole buckets before the first one, to be drawn behind. */
export function beforeOf(found: Pick<Statistics, 'by' | 'buckets' | 'time_zone'>) {
  const first = found.buckets[0]?.start;
  if (!first) return null;
  const count = found.buckets.length;
  if (found.by === 'hour') {
    const start = new Date(Date.parse(first) - count * 3_600_000);
    return { from: start.toISOString(), to: first };
  }
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: found.time_zone }).format(
    new Date(first),
  );
  const back = count * (found.by === 'week' ? 7 : 1) * DAY;
  return { from: asDay(new Date(Date.parse(`${day}T00:00:00Z`) - back)), to: day };
}

function dayAfter(day: string): string {
  return asDay(new Date(Date.parse(`${day}T00:00:00Z`) + DAY));
}

/** The address with another wish; an empty one is left out. */
export function withWish(query: URLSearchParams, wishes: Readonly<Record<string, string>>): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(wishes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  const text = next.toString();
  return text ? `statistics?${text}` : 'statistics';
}
