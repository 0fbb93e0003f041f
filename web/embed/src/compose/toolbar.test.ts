import { describe, expect, it } from 'vitest';
import { applyMark } from './Toolbar.tsx';

function makeField(value: string, start: number, end: number): HTMLTextAreaElement {
  const field = document.createElement('textarea');
  document.body.append(field);
  field.value = value;
  field.setSelectionRange(start, end);
  return field;
}

describe('a mark', () => {
  it.each([
    ['bold', 'say it now', 4, 6, 'say **it** now'],
    ['italic', 'say it now', 4, 6, 'say *it* now'],
    ['quote', 'one\ntwo', 0, 7, '> one\n> two'],
    ['bold', '', 0, 0, '****'], // the cursor stands between
  ] as const)('of %s on %j', (mark, value, start, end, expected) => {
    expect(applyMark(makeField(value, start, end), mark)).toBe(expected);
  });
});
