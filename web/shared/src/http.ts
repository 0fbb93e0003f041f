// One call of somebody who takes part: with a bearer, a body, a key. For plain reading see get.ts.

import { Problem, problemOf } from './problems.ts';

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  bearer?: string | null;
  /** Idempotency-Key: the same key twice makes one thing. */
  key?: string;
  /** Send and take cookies: sessions only. */
  cookies?: boolean;
}

const PATIENCE = 20_000; // milliseconds until a call counts as unanswered

/** The parsed answer, null for an empty one. Throws Problem, never anything else. */
export async function call<T>(url: string, options: Call = {}): Promise<T> {
  const headers: Record<string, string> = {};
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.bearer) headers.Authorization = `Bearer ${options.bearer}`;
  if (options.key) headers['Idempotency-Key'] = options.key;
  if (options.cookies) headers['X-Parley-Refresh'] = '1'; // no form can send it
  let response: Response;
  try {
    response = await fetch(url, {
      method: options.method ?? 'GET',
      headers,
      credentials: options.cookies ? 'include' : 'omit',
      signal: AbortSignal.timeout(PATIENCE),
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
  } catch {
    throw new Problem(0, 'offline');
  }
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}
