// A bar chart people read at a glance, with the same figures as a table behind it.

import { number } from '../shell/words.ts';
import { tell } from './words.ts';

export interface Bar {
  label: string;
  value: number;
}

interface Props {
  title: string;
  bars: readonly Bar[];
  names: readonly [string, string];
}

const HEIGHT = 120;

export function Bars({ title, bars, names }: Props) {
  const most = Math.max(1, ...bars.map((each) => each.value));
  return (
    <figure class="bars">
      <figcaption>
        <h2>{title}</h2>
        <span class="muted">{number(most)}</span>
      </figcaption>
      <svg viewBox={`0 0 ${bars.length} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {bars.map((each, at) => (
          <rect
            key={each.label}
            class="bin"
            x={at + 0.1}
            width={0.8}
            y={HEIGHT - (each.value / most) * HEIGHT}
            height={(each.value / most) * HEIGHT}
          >
            <title>{`${each.label}: ${number(each.value)}`}</title>
          </rect>
        ))}
      </svg>
      <div class="bars-ends muted" aria-hidden="true">
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
      <details>
        <summary>{tell('table')}</summary>
        <div class="table">
          <table>
            <thead>
              <tr>
                {names.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {bars.map((each) => (
                <tr key={each.label}>
                  <th scope="row">{each.label}</th>
                  <td>{number(each.value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
