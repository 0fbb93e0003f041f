// Public reading. It carries no header of ours, so that any cache may answer and the browser asks no
// permission first; the browser's own cache makes it conditional by ETag.

import { Problem } from './problems.ts';

const PATIENCE = 20_000; // milliseconds until a request counts as unanswered

/** The parsed answer. Throws Problem with the status, 0 when no answer came; never anything else. */
export async function get<T>(url: string): Promise<T> {
  const options: RequestInit = { credentials: 'omit', signal: AbortSignal.timeout(PATIENCE) };
  const response = await fetch(url, options).catch(() => {
    throw new Problem(0, 'offline');
  });
  if (!response.ok) throw new Problem(response.status, '');
  return response.json();
}
