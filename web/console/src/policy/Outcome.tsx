// What a draft would have done, and how sure one can be of it.

import { number } from '../shell/words.ts';
import type { Figure, Replay } from './draft.ts';
import { tell } from './words.ts';

const PERCENT = { style: 'percent', maximumFractionDigits: 0 } as const;
const FATES = ['publish', 'hold', 'reject'] as const;

export function Outcome({ found }: { found: Replay }) {
  const three = (counts: Record<string, number>) =>
    FATES.map((fate) => number(counts[fate] ?? 0)).join(' · ');
  return (
    <section class="sheet outcome" aria-live="polite">
      <h2>{tell('outcome')}</h2>
      <dl>
        <dt>{tell('replayed')}</dt>
        <dd>{number(found.replayed)}</dd>
        <dt>{tell('would')}</dt>
        <dd>{three(found.would)}</dd>
        <dt>{tell('did')}</dt>
        <dd>{three(found.did)}</dd>
        <dt>{tell('hours')}</dt>
        <dd>{number(found.moderator_hours_per_day, { maximumFractionDigits: 1 })}</dd>
        <dt>{tell('precision')}</dt>
        <Share figure={found.quality.precision} />
        <dt>{tell('recall')}</dt>
        <Share figure={found.quality.recall} />
      </dl>
      {found.disagreements.length > 0 && (
        <details>
          <summary>{tell('differ')}</summary>
          <ul>
            {found.disagreements.map((each) => (
              <li key={each.id}>
                <bdi>{each.excerpt}</bdi>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** The figure with its interval; the naive one beside it, struck through. */
function Share({ figure }: { figure: Figure }) {
  const percent = (value: number) => number(value, PERCENT);
  return (
    <dd>
      {figure.value === null ? (
        <span class="muted">{tell('refused', { name: figure.refused ?? '' })}</span>
      ) : (
        <>
          {percent(figure.value)}{' '}
          <span class="muted">
            {tell('between', { low: percent(figure.low ?? 0), high: percent(figure.high ?? 1) })}
          </span>
        </>
      )}{' '}
      {figure.naive !== null && <s title={tell('naive')}>{percent(figure.naive)}</s>}
    </dd>
  );
}
