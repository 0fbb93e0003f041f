// What somebody wrote, wherever and whatever became of it: the newest, and the way to all.

import { useEffect, useState } from 'preact/hooks';
import { isVeiled } from '../comment/veil.ts';
import type { Item } from '../queue/item.ts';
import { pathOfAll } from '../queue/view.ts';
import { problemWords } from '../shell/problems.ts';
import { go } from '../shell/route.ts';
import { session } from '../shell/session.ts';
import { get, withQuery } from '../shell/wire.ts';
import { ago, exactly, say } from '../shell/words.ts';

const SHOWN = 20;

export function Comments({ author, onClose }: { author: string; onClose: () => void }) {
  const { site } = session.value;
  const [page, setPage] = useState<{ items: Item[]; next_cursor: string | null } | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const asked = { site, queue: 'all', order: 'newest', author, limit: SHOWN };
    get<{ items: Item[]; next_cursor: string | null }>('/review/comments', asked).then(
      setPage,
      (caught) => setProblem(problemWords(caught)),
    );
  }, [site, author]);
  const goTo = (path: string) => {
    onClose();
    go(path);
  };
  return (
    <section class="part their-comments" aria-label={say('allOfAuthor')}>
      {problem && <p class="problem">{problem}</p>}
      {page && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <ul tabIndex={0} aria-label={say('allOfAuthor')}>
          {page.items.map((item) => (
            <Line
              key={item.id}
              item={item}
              onOpen={() => goTo(withQuery('queue/all', { comment: item.id }))}
            />
          ))}
        </ul>
      )}
      <button type="button" onClick={() => goTo(pathOfAll({ author }))}>
        {say('allOfAuthor')}
      </button>
    </section>
  );
}

function Line({ item, onOpen }: { item: Item; onOpen: () => void }) {
  return (
    <li>
      <p class="muted">
        <span class={`stamp fate-${item.status}`}>{say(`status_${item.status}`)}</span>{' '}
        <time dateTime={item.created_at} title={exactly(item.created_at)}>
          {ago(item.created_at)}
        </time>{' '}
        · <bdi>{item.article_title ?? item.article}</bdi>{' '}
        <button type="button" class="quiet" onClick={onOpen}>
          {say('openComment')}
        </button>
      </p>
      <p class="their-text" dir={item.direction} lang={item.language ?? undefined}>
        {isVeiled(item) ? <span class="veiled">{say('veiled')}</span> : item.text}
      </p>
    </li>
  );
}
