// What stays on the device: drafts and the reader's name, and only after the reader has acted.
// Browsers may refuse storage altogether; then we simply forget.

export const PREFIX = 'parley:';

/** The names under which something is kept: `key` itself, and what begins with it and a colon. */
export function namesOf(key: string): string[] {
  const start = `${PREFIX}${key}:`;
  try {
    return Object.keys(localStorage).filter((name) => `${name}:`.startsWith(start));
  } catch {
    return [];
  }
}
