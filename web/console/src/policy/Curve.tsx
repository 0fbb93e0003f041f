// The price of a threshold: holds a day against the share of bad comments that it finds.

import type { ComponentChildren } from 'preact';
import { number } from '../shell/words.ts';
import type { Point } from './lab.ts';
import { percent } from './Quality.tsx';
import { tell } from './words.ts';

const WIDTH = 320;
const HEIGHT = 120;

interface Props {
  attribute: string;
  points: readonly Point[];
  /** The draft's own threshold, to be marked. */
  hold: number | null;
  /** The link to the same as a file. */
  download: ComponentChildren;
}

export function Curve({ attribute, points, hold, download }: Props) {
  if (points.length === 0) return null;
  const most = Math.max(1, ...points.map((each) => each.holds_per_day ?? 0));
  const lowest = points[0]?.hold ?? 0;
  const highest = points.at(-1)?.hold ?? 1;
  const x = (at: number) => ((at - lowest) / (highest - lowest)) * WIDTH;
  const y = (share: number) => HEIGHT - share * HEIGHT;
  const line = (value: (point: Point) => number | null | undefined) =>
    points
      .filter((each) => typeof value(each) === 'number')
      .map((each) => `${x(each.hold ?? 0)},${y(value(each) ?? 0)}`)
      .join(' ');
  return (
    <figure class="curve">
      <figcaption>{tell('curve', { attribute })}</figcaption>
      <svg viewBox={`-4 -4 ${WIDTH + 8} ${HEIGHT + 8}`} aria-hidden="true">
        <polyline class="holds" points={line((each) => (each.holds_per_day ?? 0) / most)} />
        <polyline class="found" points={line((each) => each.recall?.value)} />
        {hold !== null && hold >= lowest && hold <= highest && (
          <line class="own" x1={x(hold)} x2={x(hold)} y1="0" y2={HEIGHT} />
        )}
      </svg>
      <div class="curve-ends muted" aria-hidden="true">
        <span>{number(lowest)}</span>
        <span>{number(highest)}</span>
      </div>
      <ul class="legend" aria-hidden="true">
        <li>
          <span class="swatch line-holds" />
          {tell('curveHolds', { n: number(most, { maximumFractionDigits: 0 }) })}
        </li>
        <li>
          <span class="swatch line-found" />
          {tell('curveFound')}
        </li>
      </ul>
      <details>
        <summary>{tell('asTable')}</summary>
        <p>{download}</p>
        <div class="table">
          <table>
            <thead>
              <tr>
                <th scope="col">{tell('threshold')}</th>
                <th scope="col">{tell('holdsADay')}</th>
                <th scope="col">{tell('recall')}</th>
                <th scope="col">{tell('error')}</th>
              </tr>
            </thead>
            <tbody>
              {points.map((each) => (
                <tr key={each.hold}>
                  <th scope="row">{number(each.hold ?? 0, { minimumFractionDigits: 2 })}</th>
                  <td>{number(each.holds_per_day ?? 0)}</td>
                  <td>{shareOf(each.recall?.value)}</td>
                  <td>{shareOf(each.error?.value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

const shareOf = (value: number | null | undefined) =>
  typeof value === 'number' ? percent(value) : '–';
