// How well one moderates: the machine's errors as samples show them, appeals, proposed wordings.

import { linkTo } from '../shell/route.ts';
import { mayModerate } from '../shell/session.ts';
import type { Nudges, Totals } from './figures.ts';
import { count, percent } from './shows.ts';
import { What } from './What.tsx';
import { tell } from './words.ts';

export function Quality({ totals }: { totals: Totals }) {
  const { audit, appeals } = totals;
  return (
    <section class="sheet">
      <header class="sheet-head">
        <h2>{tell('auditTitle')}</h2>
        <What name={tell('auditTitle')} meaning={tell('auditMeaning')} />
      </header>
      {audit.rate === null ? (
        <p class="muted">{tell('noAudit')}</p>
      ) : (
        <>
          <p class="tile-value">{percent(audit.rate)}</p>
          <Interval low={audit.low ?? 0} high={audit.high ?? 1} at={audit.rate} />
          <p class="muted">
            {tell('between', {
              low: percent(audit.low),
              high: percent(audit.high),
              n: audit.judged,
              wrong: audit.errors,
            })}
          </p>
        </>
      )}
      {mayModerate() && (
        <p class="tile-ways">
          <a {...linkTo('queue/audit')}>{tell('openAudit')}</a>
        </p>
      )}
      <h3>{tell('appealsTitle')}</h3>
      <p>{appealsWords(appeals)}</p>
    </section>
  );
}

function appealsWords({ made, upheld, denied, upheld_share: share }: Totals['appeals']): string {
  if (!made && share === null) return tell('noAppeals');
  if (share === null) return tell('appealsOpen', { n: made });
  return tell('appealsWords', {
    n: made,
    upheld: count(upheld),
    denied: count(denied),
    share: percent(share),
  });
}

/** From nothing to a quarter, or to all where the interval reaches further. */
function Interval({ low, high, at }: { low: number; high: number; at: number }) {
  const end = high > 0.25 ? 1 : 0.25;
  const x = (share: number) => (share / end) * 100;
  return (
    <svg class="range-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="scale" x="0" y="2.5" width="100" height="1" />
      <rect class="reach" x={x(low)} y="1" width={Math.max(1, x(high) - x(low))} height="4" />
      <rect class="point" x={x(at) - 0.4} y="0" width="0.8" height="6" />
    </svg>
  );
}

export function NudgeTable({ nudges }: { nudges: Nudges }) {
  if (!nudges.shown && !nudges.unshown) return null;
  const rows: [string, string][] = [
    [tell('nudgesEdited'), count(nudges.edited)],
    [tell('nudgesPosted'), count(nudges.posted)],
    [tell('nudgesWithdrawn'), count(nudges.withdrawn)],
    [tell('nudgesStopped'), percent(nudges.stopped_share)],
  ];
  if (nudges.unshown) {
    const { unshown, unshown_stopped_share: stopped } = nudges;
    rows.push([tell('nudgesUnshown', { n: unshown }), percent(stopped)]);
  }
  return (
    <section class="sheet">
      <header class="sheet-head">
        <h2>{tell('nudgesTitle')}</h2>
        <What name={tell('nudgesTitle')} meaning={tell('nudgesMeaning')} />
      </header>
      <p class="tile-value">{count(nudges.shown)}</p>
      <dl class="pairs">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
