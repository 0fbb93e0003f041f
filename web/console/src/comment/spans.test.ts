import { describe, expect, it } from 'vitest';
import { pieces } from './spans.ts';

const span = (begin: number, end: number, strength = 0.9) => ({
  begin,
  end,
  strength,
  attribute: 'insult',
});

describe('spans', () => {
  it.each([
    ['no spans', 'a calm text', []],
    ['two apart', 'you rude fool', [span(4, 8), span(9, 13)]],
    ['overlapping', 'you rude fool', [span(0, 8), span(4, 13)]],
    ['beyond the end', 'short', [span(2, 99)]],
    ['empty', 'short', [span(2, 2)]],
  ])('never lose or double a letter: %s', (_, text, spans) => {
    const joined = pieces(text, spans).map((each) => each.text);
    expect(joined.join('')).toBe(text);
  });

  it('count code points, not halves of an emoji', () => {
    const lit = pieces('😀 fool', [span(2, 6)]).filter((each) => each.span);
    expect(lit.map((each) => each.text)).toEqual(['fool']);
  });

  it('light an overlap with the strongest', () => {
    const [, middle] = pieces('abcdef', [span(0, 4, 0.5), span(2, 6, 0.8)]);
    expect(middle).toMatchObject({ text: 'cd', span: { strength: 0.8 } });
  });
});
