import { formatMessage } from '@parley/shared/icu';
import { describe, expect, it } from 'vitest';
import { words as policyWords } from '../policy/words.ts';
import { changeOf, type Statistics, shareOf } from './figures.ts';
import { tilesOf } from './headline.ts';
import { type Chart, drawn, type Line } from './plots.ts';
import { askedOf, beforeOf, rangeOf, withWish } from './range.ts';
import { words } from './words.ts';

const NOW = new Date('2026-06-08T10:20:00Z');
const range = (query: string) => rangeOf(new URLSearchParams(query), NOW);

describe('ranges', () => {
  it('are whole days of the site until now, today among them', () => {
    expect(range('').by).toBe('day');
    expect(askedOf(range('days=7'), NOW)).toMatchObject({ from: '2026-06-02', by: 'day' });
    expect(askedOf(range('days=7'), NOW)).not.toHaveProperty('to');
  });

  it('are hours where they are short', () => {
    expect(askedOf(range('days=1'), NOW)).toMatchObject({
      from: '2026-06-07T11:00:00.000Z',
      by: 'hour',
    });
  });

  it('of named days hold the last one too', () => {
    const asked = askedOf(range('from=2026-05-01&to=2026-05-31&section=City'), NOW);
    expect(asked).toMatchObject({ from: '2026-05-01', to: '2026-06-01', section: 'City' });
  });

  it('take nonsense for the usual one', () => {
    expect(range('days=never&by=year&from=x')).toMatchObject({ days: 30, by: 'day' });
  });

  it('have as many days before them, in the time zone of the site', () => {
    const buckets = ['2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'].map((start) => ({ start }));
    const found = { by: 'day', time_zone: 'Europe/Berlin', buckets } as never;
    expect(beforeOf(found)).toEqual({ from: '2026-03-27', to: '2026-03-29' });
  });

  it('are kept in the address, empty wishes left out', () => {
    const query = new URLSearchParams('days=7&section=City');
    expect(withWish(query, { section: '', figure: 'held' })).toBe('statistics?days=7&figure=held');
  });
});

describe('figures', () => {
  it('know no change and no share where there was nothing', () => {
    expect([changeOf(3, 0), changeOf(3, 2), shareOf(1, 0)]).toEqual([null, 0.5, null]);
  });

  it('name no time within which nothing was published', () => {
    const whom = { machine: 0, people: 0 };
    const none = {
      held: whom,
      rejected: whom,
      published: whom,
      seconds_to_publication: { p50: null, p90: null, p99: null },
      moderation: { handled: 0, overturned: 0, overturn_rate: null, hours_covered: 0 },
      appeals: { made: 0, upheld: 0, denied: 0, upheld_share: null },
      returned_after_7: { of: null, share: null },
      returned_after_28: { of: null, share: null },
      toxic_share: null,
    };
    const found = { totals: none, previous: none, buckets: [], waiting: {} };
    const tiles = tilesOf(found as unknown as Statistics, '');
    const details = tiles.flatMap((each) => each.details).filter(Boolean);
    expect(details.filter((each) => each.includes('99'))).toEqual([]);
  });
});

describe('stacked bars', () => {
  const line = (name: string, values: number[]): Line => ({
    name,
    kind: 'bars',
    colour: '--ink',
    values,
  });

  it('are drawn from the highest, each as high as all below it', () => {
    const chart = { labels: ['a', 'b'], lines: [line('x', [1, 2]), line('y', [3, 0])] };
    const heights = drawn({ ...chart, isStacked: true } as unknown as Chart);
    expect(heights.map((each) => [each.line.name, each.heights])).toEqual([
      ['y', [4, 2]],
      ['x', [1, 2]],
    ]);
  });
});

describe.each([
  ['statistics', words],
  ['policy', policyWords],
] as const)('the words of %s', (_name, dictionary) => {
  it.each(['fr', 'ar'] as const)('have exactly the keys of English in %s', (language) => {
    expect(Object.keys(dictionary[language])).toEqual(Object.keys(dictionary.en));
  });

  it('are sentences in every language', () => {
    for (const [language, messages] of Object.entries(dictionary)) {
      for (const message of Object.values<string>(messages)) {
        const values = {
          n: 3,
          share: '1 %',
          time: '2 s',
          change: '+1 %',
          name: 'x',
          low: 1,
          high: 2,
        };
        expect(formatMessage(message, values, language)).not.toMatch(/[{}]/);
      }
    }
  });
});
