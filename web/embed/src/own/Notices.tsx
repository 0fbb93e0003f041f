// The little list of what is new for this reader.

import { useEffect, useState } from 'preact/hooks';
import type { WriteKey } from '../messages/words.ts';
import type { View } from '../view.ts';
import { loadSeen, type Notice, noticesOf, type Seen, saveSeen, seenNow } from './notices.ts';

const WORDS: Readonly<Record<Notice['kind'], WriteKey>> = {
  published: 'publishedNotice',
  rejected: 'rejectedNotice',
  reply: 'replyNotice',
};

export function Notices({ view }: { view: View }) {
  const { state, words, thread } = view;
  const { article } = thread.api;
  const [seen, setSeen] = useState<Seen | null>(() => loadSeen(article));
  const hasOwn = state.own.size > 0;
  const see = () => {
    const now = seenNow(view.state);
    saveSeen(article, now);
    setSeen(now);
  };
  useEffect(() => {
    if (hasOwn && !seen) see();
  }, [hasOwn]);
  useEffect(() => {
    // what one watches happen needs no notice
    const posted = view.participant?.posted ?? new Set();
    if (seen && [...posted].some((id) => seen.statuses[id] !== seenNow(state).statuses[id])) see();
  }, [state.items]);
  const notices = seen ? noticesOf(state, seen) : [];
  if (!notices.length) return null;
  return (
    <section class="notices" part="notices" aria-label={words.say('noticesTitle')}>
      <div class="row">
        <strong>{words.say('noticesTitle')}</strong>
        <button type="button" class="quiet" onClick={see}>
          {words.say('dismiss')}
        </button>
      </div>
      <ul>
        {notices.map(({ id, kind, name }) => (
          <li key={id}>
            <a href={`#parley-${id}`}>{words.say(WORDS[kind], { name })}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
