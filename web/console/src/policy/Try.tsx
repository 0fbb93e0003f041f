// The question to the lab: which past, and which wish.

import { useEffect, useRef, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { number } from '../shell/words.ts';
import { ATTRIBUTES, type Draft } from './draft.ts';
import { type Asked, type Progress, type Replay, tryDraft } from './lab.ts';
import { type Key, tell } from './words.ts';

interface Props {
  site: string;
  draft: Draft;
  onFound: (found: Replay) => void;
}

const SPANS = [7, 30, 90] as const;

export function Try({ site, draft, onFound }: Props) {
  const [asked, setAsked] = useState<Asked>({
    days: 30,
    attribute: 'toxicity',
    perDay: null,
    error: null,
  });
  const [isTrying, setTrying] = useState(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [problem, setProblem] = useState('');
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);
  const change = (part: Partial<Asked>) => setAsked({ ...asked, ...part });
  const run = async () => {
    setTrying(true);
    setProblem('');
    try {
      const found = await tryDraft(site, draft, asked, setProgress, leaving.current.signal);
      if (found) onFound(found);
    } catch (caught) {
      setProblem(problemWords(caught));
    }
    setProgress(null);
    setTrying(false);
  };
  return (
    <form
      class="sheet try"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <h2>{tell('tryTitle')}</h2>
      <div class="try-fields">
        <label>
          <span>{tell('past')}</span>
          <select
            value={asked.days}
            onChange={(event) => change({ days: Number(event.currentTarget.value) })}
          >
            {SPANS.map((days) => (
              <option key={days} value={days}>
                {tell('lastDays', { n: days })}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{tell('proposeFor')}</span>
          <select
            value={asked.attribute}
            onChange={(event) => change({ attribute: event.currentTarget.value })}
          >
            {ATTRIBUTES.map((each) => (
              <option key={each} value={each}>
                {tell(`attribute_${each}` as Key)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{tell('capacity')}</span>
          <input
            type="number"
            min="1"
            max="1000000"
            value={asked.perDay ?? ''}
            onInput={({ currentTarget: { value } }) =>
              change({ perDay: value ? Number(value) : null })
            }
          />
        </label>
        <label>
          <span>{tell('errorWish')}</span>
          <input
            type="number"
            min="0.1"
            max="50"
            step="0.1"
            value={asked.error === null ? '' : asked.error * 100}
            onInput={({ currentTarget: { value } }) =>
              change({ error: value ? Number(value) / 100 : null })
            }
          />
        </label>
      </div>
      <button type="submit" class="primary" disabled={isTrying}>
        {isTrying ? tell('trying') : tell('try')}
      </button>
      <div role="status">
        {progress && (
          <>
            <progress
              value={progress.replayed}
              max={Math.max(1, progress.to_replay)}
              aria-label={tell('trying')}
            />{' '}
            {tell('progress', {
              n: number(progress.replayed),
              all: number(progress.to_replay),
            })}
          </>
        )}
      </div>
      <p class="problem" role="alert">
        {problem}
      </p>
    </form>
  );
}
