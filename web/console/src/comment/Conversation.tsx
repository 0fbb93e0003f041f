// What a comment answers, whole, below which article: one key away from the card.

import { useEffect, useState } from 'preact/hooks';
import type { Row } from '../queue/desk.ts';
import type { Parent } from '../queue/item.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { problemWords } from '../shell/problems.ts';
import { get } from '../shell/wire.ts';
import { ago, exactly, say } from '../shell/words.ts';
import { ArticleLink } from './ArticleLink.tsx';
import { Body } from './Body.tsx';
import { Reply } from './Reply.tsx';

export function Conversation({ row, onClose }: { row: Row; onClose: () => void }) {
  const { item } = row;
  const [above, setAbove] = useState<readonly Parent[] | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    get<{ items: Parent[] }>(`/review/comments/${item.id}/parents`).then(
      ({ items }) => setAbove(items),
      (caught) => setProblem(problemWords(caught)),
    );
  }, [item.id]);
  return (
    <Dialog
      title={say('conversation')}
      onClose={onClose}
      keys={{ c: onClose }}
      class="conversation"
    >
      <p class="card-article">
        <ArticleLink item={item} />
      </p>
      {problem && <p class="problem">{problem}</p>}
      <ol>
        {above?.map((each) => (
          <li key={each.id}>
            <p class="muted">
              <bdi>{each.name}</bdi>{' '}
              <time dateTime={each.created_at} title={exactly(each.created_at)}>
                {ago(each.created_at)}
              </time>{' '}
              {each.status !== 'published' && <em>{say(`status_${each.status}`)}</em>}
            </p>
            <p dir={each.direction} class="as-written">
              {each.excerpt}
            </p>
          </li>
        ))}
        <li class="is-it">
          <p class="muted">
            <bdi>{item.author.name}</bdi> {ago(item.created_at)}
          </p>
          <Body item={item} />
        </li>
      </ol>
      <Reply row={row} onDone={onClose} />
    </Dialog>
  );
}
