// The figures of a range, as the service counts them.

import { get, type Parameters } from '../shell/wire.ts';

interface ByWhom {
  machine: number;
  people: number;
}

export interface Figures {
  comments: number;
  replies: number;
  reply_share: number | null;
  published: ByWhom;
  held: ByWhom;
  rejected: ByWhom;
  scored: number;
  toxic_share: number | null;
  toxicity: number[];
  seconds_to_publication: { p50: number | null; p90: number | null; p99: number | null };
}

export interface Totals extends Figures {
  commenters: number | null;
  new_commenters: number | null;
  views: number;
  viewers: number;
  writing_share: number | null;
}

export interface Statistics {
  from: string;
  to: string;
  by: 'hour' | 'day' | 'week';
  time_zone: string;
  totals: Totals;
  previous: Totals;
  buckets: (Figures & { start: string })[];
}

export const RANGES = [1, 7, 30, 90, 365] as const;

/** The query that a range of days until now asks for; whole hours, so that a link stays useful. */
export function rangeQuery(days: number, now: Date): { from: string; to: string } {
  const end = new Date(Math.ceil(now.getTime() / 3_600_000) * 3_600_000);
  const start = new Date(end.getTime() - days * 86_400_000);
  return { from: start.toISOString(), to: end.toISOString() };
}

export const statisticsPath = (site: string, ending = ''): string =>
  `/sites/${encodeURIComponent(site)}/statistics${ending}`;

export const fetchStatistics = (site: string, asked: Parameters): Promise<Statistics> =>
  get<Statistics>(statisticsPath(site), asked);

/** The relative change; null where there was nothing before. */
export const changeOf = (now: number, before: number): number | null =>
  before ? (now - before) / before : null;
