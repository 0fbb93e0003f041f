// The figures of a range, as the service counts them.

import { get, type Parameters } from '../shell/wire.ts';

export interface ByWhom {
  machine: number;
  people: number;
}

/** A share with its interval of 95 percent; null while nothing was judged. */
export interface ErrorRate {
  judged: number;
  errors: number;
  rate: number | null;
  low: number | null;
  high: number | null;
}

interface Figures {
  comments: number;
  replies: number;
  reply_share: number | null;
  depth: number | null;
  conversations: number;
  reply_rate: number | null;
  published: ByWhom;
  held: ByWhom;
  rejected: ByWhom;
  withdrawn: number;
  votes: number;
  flags: number;
  featured: number;
  scored: number;
  toxic_share: number | null;
  toxicity: number[];
  seconds_to_publication: { p50: number | null; p90: number | null; p99: number | null };
  moderation: { handled: number; overturned: number; overturn_rate: number | null };
  appeals: { made: number; upheld: number; denied: number; upheld_share: number | null };
  audit: ErrorRate;
}

interface Again {
  of: number | null;
  share: number | null;
}

export interface Nudges {
  shown: number;
  edited: number;
  posted: number;
  withdrawn: number;
  stopped_share: number | null;
  unshown: number;
  unshown_stopped_share: number | null;
}

export interface Totals extends Figures {
  moderation: Figures['moderation'] & { hours_covered: number };
  nudges: Nudges;
  commenters: number | null;
  new_commenters: number | null;
  returning_commenters: number | null;
  returned_after_7: Again;
  returned_after_28: Again;
  views: number;
  viewers: number;
  writing_share: number | null;
}

export interface Bucket extends Figures {
  start: string;
  /** Of days only: null where fewer than five people wrote. */
  commenters?: number | null;
  views?: number;
}

export interface Statistics {
  from: string;
  to: string;
  by: By;
  time_zone: string;
  totals: Totals;
  previous: Totals;
  buckets: Bucket[];
  waiting: { held: number; submitted: number; oldest_seconds: number | null };
}

export interface Worked {
  comments: number;
  handled: number;
  toxic_share: number | null;
}

export interface Conversation {
  id: string;
  article: string;
  title: string | null;
  url: string | null;
  replies: number;
  created_at: string;
  status: string;
  featured: boolean;
  /** Whose it is and what it says; null when it is not published. */
  author: string | null;
  excerpt: string | null;
}

export interface Breakdowns {
  sections: {
    section: string;
    comments: number;
    held: number;
    rejected: number;
    flags: number;
    toxic_share: number | null;
  }[];
  week: (Worked & { day: number; hour: number })[];
  conversations: Conversation[];
  featured: Conversation[];
  cohorts: { month: string; people: number | null; shares: (number | null)[] }[];
}

export interface Thread {
  article: string;
  title: string | null;
  url: string | null;
  section: string | null;
  state: 'open' | 'closed';
  value: number;
  comments: number;
  held: number;
  toxic_share: number | null;
}

/** A figure whose threads the service lists. */
export const LISTED = [
  'comments',
  'replies',
  'conversations',
  'published',
  'held',
  'rejected',
  'flags',
  'featured',
  'toxic',
  'handled',
  'overturned',
  'appeals',
  'audit_errors',
  'views',
] as const;
export type Listed = (typeof LISTED)[number];

export type By = 'hour' | 'day' | 'week';

const place = (site: string): string => `/sites/${encodeURIComponent(site)}/statistics`;

export const csvPath = (site: string): string => `${place(site)}.csv`;
export const threadsCsvPath = (site: string): string => `${place(site)}/articles.csv`;

export const fetchStatistics = (site: string, asked: Parameters): Promise<Statistics> =>
  get<Statistics>(place(site), asked);

export const fetchBreakdowns = (site: string, asked: Parameters): Promise<Breakdowns> =>
  get<Breakdowns>(`${place(site)}/breakdowns`, asked);

export const fetchThreads = (
  site: string,
  asked: Parameters,
  figure: Listed,
  limit: number,
): Promise<{ items: Thread[] }> => get(`${place(site)}/articles`, { ...asked, figure, limit });

/** The relative change; null where there was nothing before. */
export const changeOf = (now: number, before: number): number | null =>
  before ? (now - before) / before : null;

export const both = (figure: ByWhom): number => figure.machine + figure.people;

/** A part of a whole; null of nothing. */
export const shareOf = (part: number, whole: number): number | null =>
  whole ? part / whole : null;
