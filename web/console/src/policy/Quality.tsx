// How good a draft is, and how sure one can be: the interval beside, the naive figure struck through.

import { number } from '../shell/words.ts';
import type { Figure, Quality } from './lab.ts';
import { type Key, tell } from './words.ts';

const NAMES = ['precision', 'recall', 'error'] as const;
const PERCENT = { style: 'percent', maximumFractionDigits: 1 } as const;

export const percent = (value: number) => number(value, PERCENT);

export function QualityList({ quality }: { quality: Quality }) {
  return (
    <dl class="quality">
      {NAMES.map((each) => (
        <div key={each}>
          <dt>{tell(each)}</dt>
          <Share figure={quality[each]} />
        </div>
      ))}
    </dl>
  );
}

function Share({ figure }: { figure: Figure }) {
  return (
    <dd>
      {figure.value === null ? (
        <span class="muted refused">{tell(`refused_${figure.refused}` as Key)}</span>
      ) : (
        <>
          <strong>{percent(figure.value)}</strong>
          <span class="muted">
            {tell('between', { low: percent(figure.low ?? 0), high: percent(figure.high ?? 1) })}
          </span>
          <Range figure={figure} />
        </>
      )}
      {figure.naive !== null && (
        <span class="muted" title={tell('naive')}>
          {tell('naiveFigure')} <s>{percent(figure.naive)}</s>
        </span>
      )}
    </dd>
  );
}

/** The interval on a scale from nothing to all. */
function Range({ figure }: { figure: Figure }) {
  const { low = 0, high = 1, value } = figure;
  return (
    <svg class="range-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="scale" x="0" y="2.5" width="100" height="1" />
      <rect class="reach" x={low * 100} y="1" width={Math.max(1, (high - low) * 100)} height="4" />
      <rect class="point" x={(value ?? 0) * 100 - 0.5} y="0" width="1" height="6" />
    </svg>
  );
}
