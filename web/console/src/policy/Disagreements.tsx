// Where people and the draft differ, the worst first: to be read.

import type { ComponentChildren } from 'preact';
import { findingWords } from '../comment/findings.ts';
import { number } from '../shell/words.ts';
import type { Disagreement } from './lab.ts';
import { type Key, tell } from './words.ts';

interface Props {
  list: readonly Disagreement[];
  /** The link to the same as a file. */
  download?: ComponentChildren;
}

export function Disagreements({ list, download }: Props) {
  if (list.length === 0) return null;
  return (
    <details class="disagreements">
      <summary>{tell('differ', { n: list.length })}</summary>
      <p class="muted">{tell('differHint')}</p>
      {download && <p>{download}</p>}
      <ol>
        {list.map((each) => (
          <li key={each.id}>
            <p dir={each.direction} class="excerpt">
              {each.excerpt}
            </p>
            <p class="muted">
              {tell(`people_${each.people}`)} · {tell(`draft_${each.draft}` as Key)}
              {each.toxicity !== null &&
                ` · ${tell('scored', { score: number(each.toxicity, { maximumFractionDigits: 2 }) })}`}
              {each.section && (
                <>
                  {' · '}
                  <bdi>{each.section}</bdi>
                </>
              )}
            </p>
            {each.findings.length > 0 && (
              <p class="muted">{each.findings.map(findingWords).join(' · ')}</p>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
