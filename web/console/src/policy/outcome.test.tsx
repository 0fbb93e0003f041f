import { render } from 'preact';
import { afterEach, expect, it } from 'vitest';
import type { Replay } from './lab.ts';
import { Outcome } from './Outcome.tsx';

const REFUSED = { value: null, refused: 'too_few_audited', naive: null };
const REPLAY: Replay = {
  id: 'r',
  status: 'done',
  comments: 10,
  replayed: 10,
  to_replay: 10,
  from: '2026-06-01T00:00:00Z',
  to: '2026-06-08T00:00:00Z',
  would: { hold: 4, publish: 6 },
  did: { hold: 3, publish: 7 },
  by_attribute: {},
  by_section: {},
  moderator_hours_per_day: 0.2,
  moderator_hours_per_day_now: 1.5,
  seconds_a_decision: 20,
  is_time_measured: false,
  quality: { precision: { ...REFUSED, naive: 0.4 }, recall: REFUSED, error: REFUSED },
  attribute: 'toxicity',
  proposals: [
    { attribute: 'toxicity', because: 'capacity', hold: 0.5, holds_per_day: 2, error: REFUSED },
  ],
  curve: [],
  disagreements: [],
};

function told(change: Partial<Replay>): string {
  const found = { ...REPLAY, ...change };
  render(<Outcome site="demo" found={found} hold={null} onTake={() => {}} />, document.body);
  return (document.body.textContent ?? '').replace(/[\u2068\u2069]/g, '');
}

afterEach(() => render(null, document.body));

it('says that there was nothing to try the draft on, and proposes nothing', () => {
  const words = told({ comments: 0, replayed: 0 });
  expect(words).toContain('there is nothing to try the draft on');
  expect(document.querySelector('button, dl, meter')).toBeNull();
});

it('says minutes where there is no whole hour', () => {
  expect(told({})).toContain('Moderators need 12 minutes a day, instead of 1.5 hours.');
});

it('says what cannot be said, and that the plain count misleads', () => {
  const words = told({});
  expect(words).toContain('2 holds a day. How much of what is published would be bad cannot be');
  expect(words).toContain('Misleading, the plain count: 40%');
});
