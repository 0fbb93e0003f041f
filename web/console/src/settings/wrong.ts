// Which field of a form, and which line of it, the service did not take.

import { Problem } from '@parley/shared/problems';
import { tell } from './words.ts';

/** Says it, and goes to the place in the form; null where the problem names no field of it. */
export function wrongWords(caught: unknown, form: HTMLFormElement): string | null {
  const { field, why } = firstOf(caught);
  const [name = '', at] = field.split('.');
  const input = form.elements.namedItem(name);
  if (!(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement)) return null;
  input.setAttribute('aria-invalid', 'true');
  input.addEventListener('input', () => input.removeAttribute('aria-invalid'), { once: true });
  input.focus();
  const label = (input.labels?.[0]?.firstChild?.textContent ?? name).trim();
  const word = at === undefined ? undefined : [...input.value.matchAll(/[^\s,]+/g)][Number(at)];
  if (!word) return tell('wrongField', { label, why });
  const [text] = word;
  input.setSelectionRange(word.index, word.index + text.length);
  const line = input.value.slice(0, word.index).split('\n').length;
  return tell(name === 'origins' ? 'wrongOrigin' : 'wrongLine', { label, line, text, why });
}

/** The service names a field alone, or with its reason: `origins.1` is the second of them. */
function firstOf(caught: unknown): { field: string; why: string } {
  const body: Problem['body'] = caught instanceof Problem ? caught.body : {};
  const { fields, detail } = body;
  const first: unknown = Array.isArray(fields) ? fields[0] : undefined;
  if (typeof first === 'string') return { field: first, why: String(detail ?? '') };
  const { field = '', why = '' } = (first ?? {}) as { field?: string; why?: string };
  return { field, why };
}
