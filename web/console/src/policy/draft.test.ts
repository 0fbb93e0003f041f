import { describe, expect, it } from 'vitest';
import { isSet, valueAt, withValue } from './draft.ts';

const effective = { scores: { toxicity: { hold: 0.8 } }, premoderate: false };

describe('a draft', () => {
  it('shows what is in force until it says otherwise', () => {
    expect(valueAt([{}, effective], ['scores', 'toxicity', 'hold'])).toBe(0.8);
    const body = withValue({}, ['scores', 'toxicity', 'hold'], 0.5);
    expect(valueAt([body, effective], ['scores', 'toxicity', 'hold'])).toBe(0.5);
  });

  it('can switch a threshold off, which is not the same as saying nothing', () => {
    const body = withValue({}, ['scores', 'toxicity', 'hold'], null);
    expect(valueAt([body, effective], ['scores', 'toxicity', 'hold'])).toBeNull();
    expect(isSet(body, ['scores', 'toxicity', 'hold'])).toBe(true);
  });

  it('keeps what stands beside a changed value', () => {
    const body = { scores: { insult: { hold: 0.9 } }, links: { allowed: 2 } };
    expect(withValue(body, ['scores', 'toxicity', 'hold'], 0.5)).toEqual({
      scores: { insult: { hold: 0.9 }, toxicity: { hold: 0.5 } },
      links: { allowed: 2 },
    });
  });

  it('leaves no trace of a value that is taken out again', () => {
    const body = withValue({ nudge: 0.1 }, ['scores', 'toxicity', 'hold'], 0.5);
    expect(withValue(body, ['scores', 'toxicity', 'hold'], undefined)).toEqual({ nudge: 0.1 });
  });
});
