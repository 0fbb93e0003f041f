// The near copies of a comment, asked for when one opens the list.

import type { Direction, Status } from '@parley/shared/api';
import { useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { get } from '../shell/wire.ts';
import { number, say } from '../shell/words.ts';

interface Similar {
  id: string;
  status: Status;
  similarity: number;
  text: string;
  direction: Direction;
  author: { name: string } | string;
}

const SHOWN = 30;

export function SimilarList({ id }: { id: string }) {
  const [items, setItems] = useState<readonly Similar[] | null>(null);
  const [problem, setProblem] = useState('');
  const load = async () => {
    if (items) return;
    try {
      setItems((await get<{ items: Similar[] }>(`/review/comments/${id}/similar`)).items);
    } catch (caught) {
      setProblem(problemWords(caught));
    }
  };
  return (
    <details class="similar" key={id} onToggle={() => void load()}>
      <summary>{say('showSimilar')}</summary>
      {problem && <p class="problem">{problem}</p>}
      <ul>
        {items?.slice(0, SHOWN).map((each) => (
          <li key={each.id}>
            <span class="muted">{number(each.similarity, { style: 'percent' })}</span>{' '}
            <span class={`stamp fate-${each.status}`}>{say(`status_${each.status}`)}</span>{' '}
            <bdi>{typeof each.author === 'string' ? each.author : each.author.name}</bdi>
            <p dir={each.direction}>{each.text}</p>
          </li>
        ))}
      </ul>
    </details>
  );
}
