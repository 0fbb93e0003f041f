// The figures of a range, each with its meaning one click away and the change beside it.

import { duration, number } from '../shell/words.ts';
import { changeOf, type Statistics, type Totals } from './figures.ts';
import { tell } from './words.ts';

interface Tile {
  name: string;
  meaning: string;
  value: string;
  more?: string;
  change?: number | null;
}

const PERCENT = { style: 'percent', maximumFractionDigits: 1 } as const;

export function Tiles({ found }: { found: Statistics }) {
  return (
    <ul class="tiles">
      {tilesOf(found.totals, found.previous).map((tile) => (
        <li key={tile.name} class="tile">
          <details>
            <summary>{tile.name}</summary>
            <p class="muted">{tile.meaning}</p>
          </details>
          <p class="tile-value">{tile.value}</p>
          {tile.more && <p class="muted">{tile.more}</p>}
          {tile.change != null && (
            <p class="muted">
              {tell('before', {
                change: number(tile.change, { ...PERCENT, signDisplay: 'exceptZero' }),
              })}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function tilesOf(now: Totals, before: Totals): Tile[] {
  const share = (value: number | null) => (value === null ? '–' : number(value, PERCENT));
  const both = (figure: { machine: number; people: number }) => figure.machine + figure.people;
  const whom = (figure: { machine: number; people: number }) =>
    `${tell('machine', { n: number(figure.machine) })} · ${tell('people', { n: number(figure.people) })}`;
  const waits = now.seconds_to_publication;
  return [
    {
      name: tell('comments'),
      meaning: tell('commentsMeaning'),
      value: number(now.comments),
      change: changeOf(now.comments, before.comments),
    },
    {
      name: tell('commenters'),
      meaning: tell('commentersMeaning'),
      value: now.commenters === null ? tell('hidden') : number(now.commenters),
      more:
        now.new_commenters === null ? '' : tell('newCommenters', { n: number(now.new_commenters) }),
    },
    {
      name: tell('replies'),
      meaning: tell('repliesMeaning'),
      value: share(now.reply_share),
      more: number(now.replies),
    },
    {
      name: tell('views'),
      meaning: tell('viewsMeaning'),
      value: number(now.views),
      more: now.writing_share === null ? '' : tell('writing', { share: share(now.writing_share) }),
    },
    {
      name: tell('held'),
      meaning: tell('heldMeaning'),
      value: number(both(now.held)),
      more: whom(now.held),
      change: changeOf(both(now.held), both(before.held)),
    },
    {
      name: tell('rejected'),
      meaning: tell('rejectedMeaning'),
      value: number(both(now.rejected)),
      more: whom(now.rejected),
      change: changeOf(both(now.rejected), both(before.rejected)),
    },
    { name: tell('toxic'), meaning: tell('toxicMeaning'), value: share(now.toxic_share) },
    {
      name: tell('wait'),
      meaning: tell('waitMeaning'),
      value: waits.p50 === null ? '–' : lengthOf(waits.p50),
      more: waits.p99 === null ? '' : tell('slowest', { time: lengthOf(waits.p99) }),
    },
  ];
}

function lengthOf(seconds: number): string {
  if (seconds >= 10) return duration(seconds);
  return number(seconds, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });
}
