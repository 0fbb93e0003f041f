// What became of comments beside what would have become of them: a bar each, and a table.

import { number } from '../shell/words.ts';
import type { Fates } from './lab.ts';
import { tell } from './words.ts';

const SHOWN = ['publish', 'hold', 'reject', 'wait'] as const;

export function FateBars({ would, did }: { would: Fates; did: Fates }) {
  return (
    <div class="fates">
      <FateBar title={tell('would')} counts={would} />
      <FateBar title={tell('did')} counts={did} />
      <ul class="legend" aria-hidden="true">
        {SHOWN.map((each) => (
          <li key={each}>
            <span class={`swatch fate-${each}`} />
            {tell(`fate_${each}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function FateBar({ title, counts }: { title: string; counts: Fates }) {
  const total = Math.max(
    1,
    SHOWN.reduce((sum, each) => sum + (counts[each] ?? 0), 0),
  );
  const words = SHOWN.filter((each) => counts[each])
    .map((each) => `${tell(`fate_${each}`)} ${number(counts[each] ?? 0)}`)
    .join(' · ');
  return (
    <div>
      <p>
        <strong>{title}</strong> <span class="muted">{words || number(0)}</span>
      </p>
      <div class="fate-bar" aria-hidden="true">
        {SHOWN.map((each) => (
          <span
            key={each}
            class={`fate-${each}`}
            style={{ inlineSize: `${((counts[each] ?? 0) / total) * 100}%` }}
          />
        ))}
      </div>
    </div>
  );
}

interface Row {
  name: string;
  would: Fates;
  did: Fates;
}

/** Would and did side by side, a row each; only the fates that occur. */
export function FateTable({ caption, rows }: { caption: string; rows: readonly Row[] }) {
  if (rows.length === 0) return null;
  const shown = SHOWN.filter((fate) => rows.some((row) => row.would[fate] || row.did[fate]));
  return (
    <div class="table">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <td />
            {shown.map((fate) => (
              <th key={fate} scope="col">
                {tell(`fate_${fate}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">
                <bdi>{row.name}</bdi>
              </th>
              {shown.map((fate) => (
                <td key={fate}>
                  <Pair would={row.would[fate] ?? 0} did={row.did[fate] ?? 0} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The draft's number, and by how much it differs from what happened. */
export function Pair({ would, did }: { would: number; did: number }) {
  const change = would - did;
  return (
    <>
      {number(would)}{' '}
      {change !== 0 && (
        <span class="muted change">({number(change, { signDisplay: 'always' })})</span>
      )}
    </>
  );
}
