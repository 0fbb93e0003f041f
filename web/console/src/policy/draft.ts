// A draft of a policy: what differs from the default, changed field by field.

import { get, post, put } from '../shell/wire.ts';

export type Body = Readonly<Record<string, unknown>>;

export interface Policy {
  version: number;
  body: Body;
  overlays: readonly unknown[];
  effective: Effective;
}

export interface Effective {
  while_unscored: 'wait' | 'publish';
  if_scorer_fails: 'hold' | 'publish';
  unscored_language: 'hold' | 'publish';
  premoderate: boolean;
  links: { allowed: number };
  words: { banned: string[]; suspect: string[] };
  scores: Record<string, { hold: number | null }>;
}

export interface Version {
  version: number;
  body: Body;
  author: string;
  note: string;
  created_at: string;
}

export interface Figure {
  value: number | null;
  low?: number;
  high?: number;
  naive: number | null;
  refused?: string;
}

export interface Replay {
  comments: number;
  replayed: number;
  would: Record<string, number>;
  did: Record<string, number>;
  moderator_hours_per_day: number;
  quality: { precision: Figure; recall: Figure };
  disagreements: { id: string; excerpt: string; people: string; draft: string; toxicity: number }[];
}

export const ATTRIBUTES = ['toxicity', 'insult', 'threat', 'identity_attack', 'obscene'] as const;

const at = (site: string, rest = '') => `/sites/${encodeURIComponent(site)}/policy${rest}`;

export const fetchPolicy = (site: string) => get<Policy>(at(site));
export const fetchVersions = (site: string) => get<{ items: Version[] }>(at(site, '/versions'));
export const tryDraft = (site: string, body: Body, overlays: readonly unknown[]) =>
  post<Replay>(at(site, '/replays'), { body, overlays });
export const savePolicy = (site: string, body: Body, overlays: readonly unknown[], note: string) =>
  put<Policy>(at(site), { body, overlays, note });

/** The value at a path, from the draft or else from the policy in force. */
export function valueAt(body: Body, effective: Effective, path: readonly string[]): unknown {
  const own = walk(body, path);
  return own === undefined ? walk(effective, path) : own;
}

/** The draft with the value at a path set; nothing else is touched. */
export function withValue(body: Body, path: readonly string[], value: unknown): Body {
  const [first, ...rest] = path;
  if (first === undefined) return body;
  if (!rest.length) return { ...body, [first]: value };
  const inner = (body[first] ?? {}) as Body;
  return { ...body, [first]: withValue(inner, rest, value) };
}

function walk(from: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      value !== null && typeof value === 'object' ? (value as Body)[name] : undefined,
    from,
  );
}
