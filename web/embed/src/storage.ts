// What stays on the device: drafts and the reader's name, and only after the reader has acted.
// Browsers may refuse storage altogether; then we simply forget.

export const PREFIX = 'parley:';

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}
