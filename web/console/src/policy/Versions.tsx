// Every version of the policy: what it changed, and the way back to it.

import { useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { exactly } from '../shell/words.ts';
import { type Change, type Draft, fetchChanges, type Version } from './draft.ts';
import { placeName } from './Places.tsx';
import { tell } from './words.ts';

interface Props {
  site: string;
  versions: readonly Version[];
  maySave: boolean;
  onLoad: (draft: Draft) => void;
  onRollBack: (version: number) => void;
}

export function Versions({ site, versions, maySave, onLoad, onRollBack }: Props) {
  const newest = versions[0]?.version ?? 0;
  return (
    <section class="sheet versions" aria-labelledby="versions">
      <h2 id="versions">{tell('versions')}</h2>
      {versions.length === 0 && <p class="muted">{tell('none')}</p>}
      <ol class="plain">
        {versions.map((each) => (
          <li key={each.version}>
            <p>
              <strong>{tell('version', { n: each.version })}</strong>{' '}
              {each.version === newest && <span class="sign">{tell('inForce')}</span>}{' '}
              <span class="muted">
                {exactly(each.created_at)} · <bdi>{each.author}</bdi>
              </span>
            </p>
            {each.note && (
              <p>
                <bdi>{each.note}</bdi>
              </p>
            )}
            <Changes
              site={site}
              from={each.version - 1}
              to={each.version}
              label={tell('changed', { n: each.version })}
            />
            {each.version !== newest && (
              <Changes
                site={site}
                from={newest}
                to={each.version}
                label={tell('againstNow', { n: each.version })}
              />
            )}
            <div class="policy-actions">
              <button type="button" class="quiet" onClick={() => onLoad(each)}>
                {tell('load')}
              </button>
              {maySave && each.version !== newest && (
                <button type="button" onClick={() => onRollBack(each.version)}>
                  {tell('rollBack', { n: each.version })}
                </button>
              )}
            </div>
          </li>
        ))}
      </ol>
      {maySave && newest > 0 && (
        <button type="button" class="quiet" onClick={() => onRollBack(0)}>
          {tell('rollBackAll')}
        </button>
      )}
    </section>
  );
}

interface ChangesProps {
  site: string;
  from: number;
  to: number;
  label: string;
}

/** What differs between two versions, asked for when one opens it. */
function Changes({ site, from, to, label }: ChangesProps) {
  const [list, setList] = useState<readonly Change[] | null>(null);
  const [problem, setProblem] = useState('');
  const open = () =>
    fetchChanges(site, from, to).then(
      ({ items }) => setList(items),
      (caught) => setProblem(problemWords(caught)),
    );
  return (
    <details onToggle={(event) => event.currentTarget.open && !list && void open()}>
      <summary>{label}</summary>
      {problem && <p class="problem">{problem}</p>}
      {list?.length === 0 && <p class="muted">{tell('noChange')}</p>}
      <ul class="changes">
        {list?.map((each) => (
          <li key={placeName(each.where) + each.path}>
            {Object.keys(each.where).length > 0 && <bdi>{placeName(each.where)}: </bdi>}
            <code dir="ltr">
              {each.path} <del>{shown(each.before)}</del> <ins>{shown(each.after)}</ins>
            </code>
          </li>
        ))}
      </ul>
    </details>
  );
}

const shown = (value: unknown): string => (value === null ? '–' : JSON.stringify(value));
