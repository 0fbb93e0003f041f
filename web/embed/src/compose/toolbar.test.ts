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

describe('a quote where nothing is selected', () => {
  it.each([
    ['', 0, 'One.\n\nTwo.', '> One.\n> \n> Two.\n\n'],
    ['I think', 7, 'One.', 'I think\n\n> One.\n\n'],
    ['', 0, '> Said before.\n\nOne.', '> One.\n\n'], // what that answered in its turn
    ['> One.\n\n', 8, 'One.', '> One.\n\n> '], // it is there already
    ['', 0, '', '> '], // an answered comment that is gone
  ])('in %j at %d, answering %j', (value, at, answered, expected) => {
    const field = makeField(value, at, at);
    expect(applyMark(field, 'quote', answered)).toBe(expected);
    expect(field.selectionStart).toBe(expected.length);
  });

  it('leaves what is selected to be quoted', () => {
    expect(applyMark(makeField('one', 0, 3), 'quote', 'Other.')).toBe('> one');
  });
});
