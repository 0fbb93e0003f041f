// Calls to the service with the moderator's cookie; writes repeat the CSRF token.

import { problemOf } from '@parley/shared/http';
import { Problem } from '@parley/shared/problems';

const PATIENCE = 20_000; // milliseconds until a call counts as unanswered
const API = '/api/v1';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type Parameters = Readonly<Record<string, string | number | boolean | null | undefined>>;

let csrf = '';
let onSignedOut = () => {};

/** What every later write carries; `signedOut` is called when the session has ended. */
export function carryToken(token: string, signedOut: () => void): void {
  csrf = token;
  onSignedOut = signedOut;
}

/** `/path?a=1`, leaving out what is empty. */
export function withQuery(path: string, parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export const addressOf = (path: string): string => API + path;

async function send(method: Method, path: string, body?: unknown, etag?: string) {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
  if (etag) headers['If-None-Match'] = etag;
  const options: RequestInit = { method, headers, signal: AbortSignal.timeout(PATIENCE) };
  if (body !== undefined) options.body = JSON.stringify(body);
  return fetch(API + path, options).catch(() => {
    throw new Problem(0, 'offline');
  });
}

async function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const response = await send(method, path, body);
  if (response.status === 401 && csrf) onSignedOut();
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

export const get = <T>(path: string, parameters: Parameters = {}): Promise<T> =>
  request<T>('GET', withQuery(path, parameters));
export const post = <T>(path: string, body: unknown = {}): Promise<T> =>
  request<T>('POST', path, body);
export const put = <T>(path: string, body: unknown = {}): Promise<T> =>
  request<T>('PUT', path, body);
export const remove = (path: string): Promise<null> => request<null>('DELETE', path);

/** The answer and its ETag; null when nothing changed since `etag`. */
export async function getIfChanged<T>(
  path: string,
  etag: string,
): Promise<{ body: T; etag: string } | null> {
  const response = await send('GET', path, undefined, etag);
  if (response.status === 304) return null;
  if (response.status === 401) onSignedOut();
  if (!response.ok) throw await problemOf(response);
  return { body: (await response.json()) as T, etag: response.headers.get('ETag') ?? '' };
}
