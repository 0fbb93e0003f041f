// The hours of the week as a map of heat: a table whose cells are shaded.

import { useState } from 'preact/hooks';
import { number, spoken } from '../shell/words.ts';
import type { Breakdowns, Worked } from './figures.ts';
import { NOTHING, percent, short } from './shows.ts';
import { What } from './What.tsx';
import { type Key, tell } from './words.ts';

const SHOWN = {
  comments: { value: (cell: Worked) => cell.comments, write: short, colour: '--chart-1' },
  toxicShare: {
    value: (cell: Worked) => cell.toxic_share ?? 0,
    write: (value: number) => number(value * 100, { maximumFractionDigits: 0 }),
    colour: '--chart-bad',
  },
  handled: { value: (cell: Worked) => cell.handled, write: short, colour: '--chart-2' },
} as const satisfies Partial<Record<Key, unknown>>;
type Shown = keyof typeof SHOWN;

const DAYS = [1, 2, 3, 4, 5, 6, 7];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export function Week({ week }: { week: Breakdowns['week'] }) {
  const [shown, setShown] = useState<Shown>('comments');
  const { value, write, colour } = SHOWN[shown];
  const cells = new Map(week.map((each) => [`${each.day}-${each.hour}`, each]));
  const most = Math.max(...week.map(value), Number.EPSILON);
  return (
    <section class="sheet">
      <header class="sheet-head">
        <h2>{tell('weekTitle')}</h2>
        <What name={tell('weekTitle')} meaning={tell('weekMeaning')} />
        <label>
          <span class="unseen">{tell('shade')}</span>
          <select value={shown} onChange={(event) => setShown(event.currentTarget.value as Shown)}>
            {(Object.keys(SHOWN) as Shown[]).map((each) => (
              <option key={each} value={each}>
                {tell(each)}
              </option>
            ))}
          </select>
        </label>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it */}
      <section class="table" tabIndex={0} aria-label={tell('weekTitle')}>
        <table class="heat" style={{ '--heat': `var(${colour})` }}>
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">{tell('day')}</span>
              </th>
              {HOURS.map((hour) => (
                <th key={hour} scope="col">
                  {number(hour)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {DAYS.map((day) => (
              <tr key={day}>
                <th scope="row">{weekday(day)}</th>
                {HOURS.map((hour) => {
                  const cell = cells.get(`${day}-${hour}`);
                  const found = cell ? value(cell) : 0;
                  return (
                    <td
                      key={hour}
                      style={{ '--share': found / most }}
                      title={told(day, hour, cell)}
                    >
                      {found ? write(found) : ''}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** 1 is Monday. */
const weekday = (day: number): string =>
  new Intl.DateTimeFormat(spoken.value.locale, { weekday: 'short', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2024, 0, day)),
  );

const told = (day: number, hour: number, cell: Worked | undefined): string =>
  tell('weekCell', {
    day: weekday(day),
    hour: number(hour),
    n: cell?.comments ?? 0,
    share: cell ? percent(cell.toxic_share) : NOTHING,
  });
