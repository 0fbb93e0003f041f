// The charts of the page, made of the buckets of a range.

import { type Bucket, both, type Statistics } from './figures.ts';
import type { Chart, Line } from './plots.ts';
import { count, length, moments, percent, short } from './shows.ts';
import { type Key, tell } from './words.ts';

type Value = (bucket: Bucket) => number | null | undefined;

/** Over time: activity, fates, people, waits, civility, work. `before` are as many buckets before. */
export function chartsOf(found: Statistics, before: readonly Bucket[]): Chart[] {
  const { buckets } = found;
  const { axis, full } = moments(found.by, found.time_zone);
  const base = {
    axis: buckets.map((each) => axis(each.start)),
    labels: buckets.map((each) => full(each.start)),
  };
  const line = (name: Key, colour: string, value: Value, kind: Line['kind'] = 'bars'): Line => ({
    name: tell(name),
    kind,
    colour,
    values: buckets.map((each) => value(each) ?? null),
  });
  const chart = (name: Key, meaning: Key, lines: Line[], more: Partial<Chart> = {}): Chart => ({
    ...base,
    title: tell(name),
    meaning: tell(meaning),
    lines,
    write: count,
    writeOnAxis: short,
    ...more,
  });
  const earlier: Line = {
    name: tell('periodBefore'),
    kind: 'dashed',
    colour: '--muted',
    values: buckets.map((_, at) => before[at]?.comments ?? null),
  };
  const charts = [
    chart('chartComments', 'commentsMeaning', [
      line('comments', '--chart-1', (each) => each.comments),
      ...(before.length ? [earlier] : []),
    ]),
    chart(
      'chartFates',
      'fatesMeaning',
      [
        line('published', '--chart-good', (each) => both(each.published)),
        line('held', '--chart-warn', (each) => both(each.held)),
        line('rejected', '--chart-bad', (each) => both(each.rejected)),
      ],
      { isStacked: true },
    ),
  ];
  if (found.by === 'day') {
    charts.push(
      chart('chartPeople', 'commentersMeaning', [
        line('commenters', '--chart-2', (each) => each.commenters),
      ]),
      chart('chartViews', 'viewsMeaning', [line('views', '--chart-1', (each) => each.views)]),
    );
  }
  return [
    ...charts,
    chart(
      'chartToxic',
      'toxicMeaning',
      [line('toxicShare', '--chart-bad', (each) => each.toxic_share, 'line')],
      { write: percent, writeOnAxis: percent },
    ),
    chart(
      'chartWait',
      'waitMeaning',
      [
        line('half', '--chart-1', (each) => each.seconds_to_publication.p50, 'line'),
        line('nineTenths', '--chart-warn', (each) => each.seconds_to_publication.p90, 'line'),
      ],
      { write: length, writeOnAxis: length, isLogarithmic: true },
    ),
    chart('chartWork', 'handledMeaning', [
      line('handled', '--chart-2', (each) => each.moderation.handled),
      line('flags', '--chart-warn', (each) => each.flags, 'line'),
    ]),
    scores(found),
  ];
}

/** How many comments have which score: those that count as toxic in their own colour. */
function scores({ totals }: Statistics): Chart {
  const labels = totals.toxicity.map((_, at) => `${percent(at / 10)} – ${percent((at + 1) / 10)}`);
  const part = (name: Key, colour: string, isShown: (at: number) => boolean): Line => ({
    name: tell(name),
    kind: 'bars',
    colour,
    values: totals.toxicity.map((value, at) => (isShown(at) ? value : 0)),
  });
  return {
    title: tell('chartScores'),
    meaning: tell('scoresMeaning'),
    axis: totals.toxicity.map((_, at) => percent(at / 10)),
    labels,
    lines: [
      part('calm', '--chart-1', (at) => at < 8),
      part('toxicComments', '--chart-bad', (at) => at >= 8),
    ],
    isStacked: true,
    write: count,
    writeOnAxis: short,
  };
}
