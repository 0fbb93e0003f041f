// A text being written. It outlives reloads, lost networks and sign-ins, and carries the key that
// makes a repeated sending one comment.

import { namesOf, PREFIX } from '../storage.ts';
import { forget, recall, remember } from '../storing.ts';

export interface Draft {
  text: string;
  /** The Idempotency-Key of this text. */
  key: string;
  /** What a nudge about this text, or about an earlier wording of it, is known by. */
  nudge?: string;
}

export function draftKey(article: string, parent?: string): string {
  return `draft:${article}${parent ? `:${parent}` : ''}`;
}

export function loadDraft(key: string): Draft {
  try {
    const kept: unknown = JSON.parse(recall(key) ?? 'null');
    if (isDraft(kept)) return kept;
  } catch {
    forget(key);
  }
  return { text: '', key: newKey() };
}

/** Keeps the draft; an empty one is forgotten. False when the device does not let us. */
export function saveDraft(key: string, draft: Draft): boolean {
  if (draft.text.trim()) return remember(key, JSON.stringify(draft));
  forget(key);
  return true;
}

/** The comments below an article to which replies were begun, and what was written so far. */
export function draftsOfReplies(article: string): { parent: string; text: string }[] {
  const start = draftKey(article, ' ').length - 1;
  return namesOf(draftKey(article))
    .map((name) => name.slice(PREFIX.length))
    .filter((key) => key.length > start)
    .map((key) => ({ parent: key.slice(start), text: loadDraft(key).text }))
    .filter(({ text }) => text);
}

export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  const { text, key } = value as Record<string, unknown>;
  return typeof text === 'string' && typeof key === 'string';
}
