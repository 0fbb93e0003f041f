// Where one's own comment stands: being checked, published, waiting, not published and why.

import type { Comment } from '@parley/shared/api';
import { useEffect } from 'preact/hooks';
import type { Participant } from '../participant.tsx';
import type { View } from '../view.ts';
import { Appeal } from './Appeal.tsx';
import { follow } from './follow.ts';
import { reasonWords } from './reasons.ts';

export function Standing({ view, comment }: { comment: Comment; view: View }) {
  const { thread, words } = view;
  const { id, status } = comment;
  const { session, posted } = view.participant as Participant;
  useEffect(() => {
    if (status !== 'submitted') return undefined;
    return follow(session, thread.api.comment(id), (judged) => {
      thread.place(judged);
      thread.emit(judged.status, { id });
      thread.set({ said: words.say(judged.status) });
    });
  }, [id, status]);
  if (status === 'published' && !posted.has(id)) return null;
  const reasons = status === 'submitted' ? [] : reasonWords(words, comment.reasons ?? []);
  return (
    <div class={`standing ${status}`} part="standing">
      <p>
        {words.say(status)}
        {reasons.map((reason) => (
          <span key={reason}> {words.say('because', { reason })}.</span>
        ))}
      </p>
      {status === 'rejected' && <Appeal view={view} comment={comment} />}
    </div>
  );
}
