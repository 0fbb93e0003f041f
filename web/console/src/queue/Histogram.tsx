// Many at once by their score: choose a range, see a sample and the expected errors, decide, undo.

import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { useStore } from '../shell/store.ts';
import { get } from '../shell/wire.ts';
import { say } from '../shell/words.ts';
import { Chart, type Range } from './Chart.tsx';
import { ATTRIBUTES, type Attribute } from './item.ts';
import { RangeDecision } from './RangeDecision.tsx';
import { runs } from './runs.ts';
import type { View } from './view.ts';

export interface Bins {
  attribute: Attribute;
  bins: { from: number; to: number; count: number }[];
  total: number;
  unscored: number;
  is_exact: boolean;
}

const BINS = 40;

export function Histogram({ site, view }: { site: string; view: View }) {
  const [attribute, setAttribute] = useState<Attribute>(
    ATTRIBUTES.find((each) => each === view.filters.attribute) ?? 'toxicity',
  );
  const [bins, setBins] = useState<Bins | null>(null);
  const [range, setRange] = useState<Range | null>(null);
  const { finished } = useStore(runs);
  const [problem, setProblem] = useState('');
  const { queue } = view;
  const { attribute: _, min: __, max: ___, ...filters } = view.filters;
  const within = { site, queue, ...filters };
  const place = JSON.stringify(within);
  const load = () => {
    setProblem('');
    get<Bins>('/review/histogram', { ...within, attribute, bins: BINS }).then(setBins, (caught) =>
      setProblem(problemWords(caught)),
    );
  };
  useEffect(load, [place, attribute, finished]);
  useEffect(() => setRange(null), [place, attribute]);
  return (
    <section class="histogram" aria-label={say('byScore')}>
      <p class="histogram-head">
        <select
          aria-label={say('attribute')}
          value={attribute}
          onChange={(event) => setAttribute(event.currentTarget.value as Attribute)}
        >
          {ATTRIBUTES.map((each) => (
            <option key={each} value={each}>
              {say(`attribute_${each}`)}
            </option>
          ))}
        </select>
        {bins && <span class="muted">{totalWords(bins)}</span>}
      </p>
      {problem && <p class="problem">{problem}</p>}
      {bins && <Chart bins={bins.bins} range={range} onRange={setRange} />}
      {!range && bins && <p class="muted">{say('dragHint')}</p>}
      {range && <RangeDecision asked={{ ...within, attribute, ...range }} />}
    </section>
  );
}

function totalWords(bins: Bins): string {
  const total = say(bins.is_exact ? 'scoredCount' : 'scoredAbout', { n: bins.total });
  return bins.unscored ? `${total} · ${say('unscoredCount', { n: bins.unscored })}` : total;
}
