// One call of somebody who takes part: with a bearer, a body, a key. For plain reading see get.ts.

import { Problem } from './problems.ts';

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  bearer?: string | null;
  /** Idempotency-Key: the same key twice makes one thing. */
  key?: string;
  /** The work that the service asked for. */
  proof?: string | undefined;
  /** Send and take cookies: sessions only. */
  cookies?: boolean;
}

const PATIENCE = 20_000; // milliseconds until a call counts as unanswered
const OUTLIVES = 16_000; // characters: browsers let 64 kB in all go on after the page has gone

/** The parsed answer, null for an empty one. Throws Problem, never anything else. */
export async function call<T>(url: string, options: Call = {}): Promise<T> {
  const method = options.method ?? 'GET';
  const body = options.body === undefined ? null : JSON.stringify(options.body);
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      body,
      headers: headersOf(options),
      credentials: options.cookies ? 'include' : 'omit',
      // what somebody did counts, though they leave before the answer
      keepalive: method !== 'GET' && (body?.length ?? 0) < OUTLIVES,
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Problem(0, 'offline');
  }
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

function headersOf(options: Call): Record<string, string> {
  const headers: Record<string, string> = {};
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.bearer) headers.Authorization = `Bearer ${options.bearer}`;
  if (options.key) headers['Idempotency-Key'] = options.key;
  if (options.proof) headers['X-Parley-Proof'] = options.proof;
  if (options.cookies) headers['X-Parley-Refresh'] = '1'; // no form can send it
  return headers;
}

export async function problemOf(response: Response): Promise<Problem> {
  const body: Record<string, unknown> = await response.json().catch(() => ({}));
  const code = typeof body.code === 'string' ? body.code : `http_${response.status}`;
  return new Problem(response.status, code, body, Number(response.headers.get('Retry-After')) || 0);
}
