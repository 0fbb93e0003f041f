// The alarm: scores are no longer spread as they were when the policy was tuned.

import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { acceptDrift, fetchDrift, type Watched } from './draft.ts';
import { percent } from './Quality.tsx';
import { type Key, tell } from './words.ts';

interface Props {
  site: string;
  maySave: boolean;
  /** The version in force: another one is tuned on other scores. */
  version: number | null;
}

export function Drift({ site, maySave, version }: Props) {
  const [watched, setWatched] = useState<readonly Watched[]>([]);
  const [problem, setProblem] = useState('');
  const take = (asked: Promise<{ items: Watched[] }>) =>
    asked.then(
      ({ items }) => setWatched(items),
      (caught) => setProblem(problemWords(caught)),
    );
  useEffect(() => void take(fetchDrift(site)), [site, version]);
  const drifted = watched.filter((each) => each.is_drifted);
  if (problem) return <p class="problem">{problem}</p>;
  if (drifted.length === 0) return null;
  return (
    <div class="drift" role="alert">
      <strong>{tell('drift')}</strong>
      <ul>
        {drifted.map((each) => (
          <li key={each.attribute}>
            {tell('driftOf', {
              attribute: tell(`attribute_${each.attribute}` as Key),
              before: percent(each.held_then ?? 0),
              now: percent(each.held_now ?? 0),
            })}
          </li>
        ))}
      </ul>
      <p>{tell('driftHint')}</p>
      {maySave && (
        <button type="button" onClick={() => void take(acceptDrift(site))}>
          {tell('driftAccept')}
        </button>
      )}
    </div>
  );
}
