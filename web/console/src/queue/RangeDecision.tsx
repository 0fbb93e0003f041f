// A range of scores: how many, a sample from across it, what deciding all would cost; then the keys.

import { useEffect, useState } from 'preact/hooks';
import { SpannedText } from '../comment/SpannedText.tsx';
import { isVeiled } from '../comment/veil.ts';
import { Icon } from '../shell/icons.tsx';
import { useKeys } from '../shell/keys.ts';
import { problemWords } from '../shell/problems.ts';
import { get, post } from '../shell/wire.ts';
import { number, say } from '../shell/words.ts';
import { type Decided, rememberBatch } from './deciding.ts';
import type { Attribute, Item, QueueName } from './item.ts';
import { reasonName, reasonsNow } from './reasons.ts';
import { showRun } from './runs.ts';
import type { Filters } from './view.ts';

interface Expected {
  errors: number;
  low: number;
  high: number;
}

interface Sample {
  count: number;
  is_capped: boolean;
  items: Item[];
  expected: { publish: Expected; reject: Expected } | null;
  basis: 'scores' | 'decisions';
}

/** A range of the view: its filters count, or one would decide what one does not see. */
export interface Asked extends Omit<Filters, 'attribute' | 'min' | 'max'> {
  site: string;
  queue: QueueName;
  attribute: Attribute;
  min: number;
  max: number;
}

const TWO = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
const PAUSE = 250; // milliseconds after the last movement of the range

interface Props {
  asked: Asked;
}

export function RangeDecision({ asked }: Props) {
  const [sample, setSample] = useState<Sample | null>(null);
  const [problem, setProblem] = useState('');
  const [reason, setReason] = useState(reasonsNow(asked.site)[0]?.code ?? '');
  const { site, attribute } = asked;
  const place = JSON.stringify(asked);
  useEffect(() => {
    const timer = setTimeout(() => {
      get<Sample>('/review/samples', { ...asked, size: 12 }).then(setSample, (caught) =>
        setProblem(problemWords(caught)),
      );
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [place]);
  const decide = async (verb: 'publish' | 'reject') => {
    if (!sample?.count) return; // what one has not seen one does not decide
    try {
      const why = verb === 'reject' && reason ? { reason } : {};
      const answer = await post<Decided>('/review/decisions', { verb, ...why, filter: asked });
      if (!answer.batch) return;
      rememberBatch(answer.batch);
      showRun(answer.batch);
    } catch (caught) {
      setProblem(problemWords(caught));
    }
  };
  useKeys({ F: () => void decide('publish'), R: () => void decide('reject') });
  if (problem) return <p class="problem">{problem}</p>;
  if (!sample) return <p class="muted">{say('loading')}</p>;
  return (
    <div class="range">
      <p>
        <strong>{say('rangeCount', { n: sample.count })}</strong>{' '}
        {sample.expected && <ExpectedWords sample={sample} />}
      </p>
      <div class="range-actions">
        <button type="button" class="publish" onClick={() => void decide('publish')}>
          <Icon name="publish" />
          {say('publishAll', { n: sample.count })}
          <kbd>F</kbd>
        </button>
        <button type="button" class="reject" onClick={() => void decide('reject')}>
          <Icon name="reject" />
          {say('rejectAll', { n: sample.count })}
          <kbd>R</kbd>
        </button>
        <select
          aria-label={say('reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        >
          {reasonsNow(site).map((each) => (
            <option key={each.code} value={each.code}>
              {reasonName(each)}
            </option>
          ))}
        </select>
      </div>
      <ul class="sample" aria-label={say('sample')}>
        {sample.items.map((item) => (
          <li key={item.id}>
            <span class="muted">{number(item.scores?.[attribute] ?? 0, TWO)}</span>
            <p dir={item.direction}>
              {isVeiled(item) ? (
                <span class="veiled">{say('veiled')}</span>
              ) : (
                <SpannedText text={item.text} spans={item.spans} />
              )}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

function ExpectedWords({ sample }: { sample: Sample }) {
  const { expected, basis } = sample;
  if (!expected) return null;
  const words = (key: 'ifPublished' | 'ifRejected', { errors, low, high }: Expected) =>
    say(key, { n: Math.round(errors), low: Math.round(low), high: Math.round(high) });
  return (
    <span class="muted">
      {words('ifPublished', expected.publish)} {words('ifRejected', expected.reject)}{' '}
      {say(basis === 'decisions' ? 'basisDecisions' : 'basisScores')}
    </span>
  );
}
