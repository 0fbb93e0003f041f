// The near copies of the comment in focus: what became of them, and, when opened, their texts.

import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { useStore } from '../shell/store.ts';
import { number, say } from '../shell/words.ts';
import { askForCopies, copies } from './copies.ts';

const SHOWN = 30;
const PAUSE = 200; // milliseconds: who runs through the list asks for nothing

export function SimilarList({ id }: { id: string }) {
  const found = useStore(copies).of[id];
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const timer = setTimeout(
      () => askForCopies(id).catch((caught) => setProblem(problemWords(caught))),
      PAUSE,
    );
    return () => clearTimeout(timer);
  }, [id]);
  if (problem) return <p class="problem">{problem}</p>;
  if (!found) return null;
  const { counts, items } = found;
  const fate = [
    counts.rejected ? say('copiesRejected', { n: counts.rejected }) : '',
    counts.published ? say('copiesPublished', { n: counts.published }) : '',
  ].filter(Boolean);
  return (
    <>
      {fate.length > 0 && <p class="muted">{fate.join(' · ')}</p>}
      <details class="similar" key={id}>
        <summary>{say('showSimilar')}</summary>
        <ul>
          {items.slice(0, SHOWN).map((each) => (
            <li key={each.id}>
              <span class="muted">{number(each.similarity, { style: 'percent' })}</span>{' '}
              <span class={`stamp fate-${each.status}`}>{say(`status_${each.status}`)}</span>{' '}
              <bdi>{each.author.name}</bdi>
              <p dir={each.direction}>{each.text}</p>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
