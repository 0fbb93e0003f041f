// What only who takes part needs of the device's storage: the values, and to change them.

import { PREFIX } from './storage.ts';

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): boolean {
  try {
    localStorage.setItem(PREFIX + key, value);
    return true;
  } catch {
    return false;
  }
}

/** Forgets everything whose name begins so. */
export function forgetAll(start: string): void {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX + start));
    for (const name of names) localStorage.removeItem(name);
  } catch {
    return;
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    return;
  }
}
