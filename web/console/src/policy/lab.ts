// The lab: a draft tried on the past, and beside the live policy.

import { Problem } from '@parley/shared/problems';
import type { Finding } from '../queue/item.ts';
import { get, post, put, remove } from '../shell/wire.ts';
import { type Draft, type Policy, pathOf } from './draft.ts';

export type Fates = Readonly<Record<string, number>>;

export interface Figure {
  value: number | null;
  low?: number;
  high?: number;
  naive: number | null;
  refused?: string;
}

export interface Quality {
  precision: Figure;
  recall: Figure;
  error: Figure;
}

export interface Disagreement {
  id: string;
  excerpt: string;
  direction: 'ltr' | 'rtl';
  section: string | null;
  people: 'publish' | 'reject';
  draft: string;
  toxicity: number | null;
  findings: Finding[];
}

export interface Point extends Partial<Quality> {
  hold: number | null;
  holds_per_day?: number;
}

export interface Proposal extends Point {
  attribute: string;
  because: 'capacity' | 'error';
  refused?: string;
}

export interface Progress {
  id: string;
  status: 'running' | 'done';
  replayed: number;
  to_replay: number;
  comments: number;
}

export interface Replay extends Progress {
  from: string;
  to: string;
  would: Fates;
  did: Fates;
  by_attribute: Record<string, { would: number; did: number }>;
  by_section: Record<string, { would: Fates; did: Fates }>;
  moderator_hours_per_day: number;
  moderator_hours_per_day_now: number;
  seconds_a_decision: number;
  is_time_measured: boolean;
  quality: Quality;
  attribute: string;
  proposals: Proposal[];
  curve: Point[];
  disagreements: Disagreement[];
}

export interface Asked {
  days: number;
  attribute: string;
  perDay: number | null;
  error: number | null;
}

export interface Shadow extends Draft {
  id: string;
  author: string;
  note: string;
  started_at: string;
  ended_at: string | null;
  days: { day: string; comments: number; would: Fates; did: Fates; moved: Fates }[];
  quality: Quality;
  disagreements: Disagreement[];
}

export type Table = 'outcome' | 'thresholds' | 'disagreements';

export const tablePath = (site: string, replay: string): string =>
  pathOf(site, `/replays/${encodeURIComponent(replay)}.csv`);

const PAUSE = 700; // milliseconds between questions how far a replay is

/** Replays a draft; `onProgress` hears how far it is. `signal` stops the asking, not the replay. */
export async function tryDraft(
  site: string,
  draft: Draft,
  asked: Asked,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Replay | null> {
  const from = new Date(Date.now() - asked.days * 86_400_000).toISOString();
  let told: Progress = await post<Progress>(pathOf(site, '/replays'), {
    body: draft.body,
    overlays: draft.overlays,
    attribute: asked.attribute,
    per_day: asked.perDay,
    error: asked.error,
    from,
  });
  while (told.status === 'running') {
    onProgress(told);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (signal.aborted) return null;
    told = await get<Progress>(pathOf(site, `/replays/${told.id}`));
  }
  return told as Replay;
}

/** The draft in the shadow, or the last that was; null when there was none. */
export async function fetchShadow(site: string): Promise<Shadow | null> {
  try {
    return await get<Shadow>(pathOf(site, '/shadow'));
  } catch (caught) {
    if (caught instanceof Problem && caught.status === 404) return null;
    throw caught;
  }
}

export const startShadow = (site: string, { body, overlays }: Draft) =>
  put<Shadow>(pathOf(site, '/shadow'), { body, overlays });
export const endShadow = (site: string) => remove(pathOf(site, '/shadow'));
export const adoptShadow = (site: string, id: string) =>
  post<Policy>(pathOf(site, '/shadow/adoptions'), { id });
