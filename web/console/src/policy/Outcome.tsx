// What a draft would have done, and how sure one can be of it.

import { Csv } from '../shell/Csv.tsx';
import { number } from '../shell/words.ts';
import { Curve } from './Curve.tsx';
import { Disagreements } from './Disagreements.tsx';
import { FateBars, FateTable, Pair } from './Fates.tsx';
import { type Proposal, type Replay, type Table, tablePath } from './lab.ts';
import { percent, QualityList } from './Quality.tsx';
import { type Key, tell } from './words.ts';

interface Props {
  site: string;
  found: Replay;
  /** The draft's own threshold for the attribute of the replay. */
  hold: number | null;
  onTake: (attribute: string, hold: number) => void;
}

/** Hours, or minutes where there is no whole hour: "0 hours" tells nobody anything. */
function time(hours: number): string {
  const [value, unit] = hours < 1 ? [hours * 60, 'minute'] : [hours, 'hour'];
  const digits = unit === 'hour' ? 1 : 0;
  return number(value, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: digits });
}

export function Outcome({ site, found, hold, onTake }: Props) {
  if (!found.replayed) {
    return (
      <section class="sheet outcome" aria-labelledby="outcome">
        <h2 id="outcome">{tell('outcome')}</h2>
        <p>{tell('refused_no_comments')}</p>
      </section>
    );
  }
  const attribute = tell(`attribute_${found.attribute}` as Key);
  const download = (table: Table, of: string) => (
    <Csv path={tablePath(site, found.id)} asked={{ table }} of={of} />
  );
  return (
    <section class="sheet outcome" aria-labelledby="outcome">
      <header class="sheet-head">
        <h2 id="outcome">{tell('outcome')}</h2>
        {download('outcome', tell('outcome'))}
      </header>
      <p class="muted">
        {found.replayed < found.comments
          ? tell('sampled', { n: number(found.replayed), all: number(found.comments) })
          : tell('replayed', { n: number(found.replayed) })}
      </p>
      <FateBars would={found.would} did={found.did} />
      <p>
        {tell('hours', {
          would: time(found.moderator_hours_per_day),
          now: time(found.moderator_hours_per_day_now),
        })}{' '}
        <span class="muted">
          {tell(found.is_time_measured ? 'paceMeasured' : 'paceAssumed', {
            n: number(found.seconds_a_decision, { maximumFractionDigits: 0 }),
          })}
        </span>
      </p>
      <QualityList quality={found.quality} />
      <Proposals list={found.proposals} onTake={onTake} />
      <Curve
        attribute={attribute}
        points={found.curve}
        hold={hold}
        download={download('thresholds', tell('curve', { attribute }))}
      />
      <details>
        <summary>{tell('byPlace')}</summary>
        <ByAttribute found={found} />
        <FateTable
          caption={tell('bySection')}
          rows={Object.entries(found.by_section).map(([name, both]) => ({
            name: name || tell('noSection'),
            ...both,
          }))}
        />
      </details>
      <Disagreements
        list={found.disagreements}
        download={download('disagreements', tell('differ', { n: found.disagreements.length }))}
      />
    </section>
  );
}

function ByAttribute({ found }: { found: Replay }) {
  const rows = Object.entries(found.by_attribute);
  if (rows.length === 0) return null;
  return (
    <div class="table">
      <table>
        <caption>{tell('byAttribute')}</caption>
        <tbody>
          {rows.map(([name, { would, did }]) => (
            <tr key={name}>
              <th scope="row">{tell(`attribute_${name}` as Key)}</th>
              <td>
                <Pair would={would} did={did} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Proposals({ list, onTake }: { list: readonly Proposal[]; onTake: Props['onTake'] }) {
  return (
    <>
      {list.map((each) => (
        <div key={each.because} class="proposal">
          <p>{each.hold === null ? refusal(each) : offer(each)}</p>
          {each.hold !== null && (
            <button type="button" onClick={() => onTake(each.attribute, each.hold ?? 1)}>
              {tell('take')}
            </button>
          )}
        </div>
      ))}
    </>
  );
}

function offer(each: Proposal): string {
  const error = each.error?.value;
  const isKnown = typeof error === 'number';
  const capacity = isKnown ? 'forCapacity' : 'forCapacityAlone';
  return tell(each.because === 'capacity' ? capacity : 'forError', {
    attribute: tell(`attribute_${each.attribute}` as Key),
    hold: number(each.hold ?? 0, { minimumFractionDigits: 2 }),
    n: number(each.holds_per_day ?? 0),
    error: percent(error ?? 0),
    low: percent(each.error?.low ?? 0),
    high: percent(each.error?.high ?? 1),
  });
}

const refusal = (each: Proposal): string =>
  tell('noThreshold', { why: tell(`refused_${each.refused}` as Key) });
