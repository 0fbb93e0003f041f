// A draft of a policy: what differs from the default, changed field by field, and what the service
// says of it.

import { get, post, put, withQuery } from '../shell/wire.ts';

export type Body = Readonly<Record<string, unknown>>;

export interface Overlay {
  section?: string;
  article?: string;
  body: Body;
}

export interface Draft {
  body: Body;
  overlays: readonly Overlay[];
}

export interface Policy extends Draft {
  version: number | null;
  effective: Body;
  toml: string;
  json: string;
}

export interface Version extends Draft {
  version: number;
  author: string;
  note: string;
  created_at: string;
}

export interface Change {
  where: { section?: string; article?: string };
  path: string;
  before: unknown;
  after: unknown;
}

export interface Fault {
  line: number;
  column: number;
  path: string;
  why: string;
}

export type Format = 'toml' | 'json';

export const ATTRIBUTES = [
  'toxicity',
  'insult',
  'threat',
  'identity_attack',
  'obscene',
  'severe_toxicity',
  'sexual_explicit',
] as const;

export const pathOf = (site: string, rest = '') =>
  `/sites/${encodeURIComponent(site)}/policy${rest}`;

export const fetchPolicy = (site: string) => get<Policy>(pathOf(site));
export const fetchVersions = (site: string) => get<{ items: Version[] }>(pathOf(site, '/versions'));
export const fetchChanges = (site: string, from: number, to: number) =>
  get<{ items: Change[] }>(withQuery(pathOf(site, '/changes'), { from, to }));
export const rollBack = (site: string, version: number) =>
  post<Policy>(pathOf(site, '/rollbacks'), { version });
export const readText = (site: string, format: Format, text: string) =>
  post<Policy>(pathOf(site, '/checks'), { format, text });
export const writeText = (site: string, { body, overlays }: Draft) =>
  post<Policy>(pathOf(site, '/checks'), { body, overlays });
/** `version` is the one that was changed: refused when somebody saved another meanwhile. */
export const savePolicy = (site: string, draft: Draft, version: number | null, note: string) =>
  put<Policy>(pathOf(site), { body: draft.body, overlays: draft.overlays, version, note });

export interface Watched {
  attribute: string;
  drift: number;
  is_drifted: boolean;
  drifted_at: string | null;
  held_then: number | null;
  held_now: number | null;
}

export const fetchDrift = (site: string) => get<{ items: Watched[] }>(pathOf(site, '/drift'));
export const acceptDrift = (site: string) =>
  post<{ items: Watched[] }>(pathOf(site, '/drift/acceptances'));

/** The value at a path: of the first of these that says something about it. */
export function valueAt(bodies: readonly Body[], path: readonly string[]): unknown {
  for (const body of bodies) {
    const own = walk(body, path);
    if (own !== undefined) return own;
  }
  return undefined;
}

/** The draft with the value at a path set; undefined takes it out again, and what is empty then. */
export function withValue(body: Body, path: readonly string[], value: unknown): Body {
  const [first, ...rest] = path;
  if (first === undefined) return body;
  const inner = rest.length
    ? withValue((body[first] ?? {}) as Body, rest, value)
    : (value as Body | undefined);
  const { [first]: _, ...others } = body;
  const isEmpty = inner === undefined || (rest.length > 0 && Object.keys(inner).length === 0);
  return isEmpty ? others : { ...body, [first]: inner };
}

/** Whether the draft itself says something at that path. */
export const isSet = (body: Body, path: readonly string[]): boolean =>
  walk(body, path) !== undefined;

function walk(from: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      value !== null && typeof value === 'object' ? (value as Body)[name] : undefined,
    from,
  );
}
