// Where one's own comment stands: being checked, published, waiting, not published and why.

import type { Comment, OwnComment } from '@parley/shared/api';
import { call } from '@parley/shared/http';
import { useEffect, useState } from 'preact/hooks';
import type { Participant } from '../participant.tsx';
import { place } from '../thread/placing.ts';
import type { View } from '../view.ts';
import { Appeal } from './Appeal.tsx';
import { writeAnew } from './anew.ts';
import { Copy } from './Copy.tsx';
import { follow, followEdit } from './follow.ts';
import { reasonWords } from './reasons.ts';

interface Props {
  view: View;
  comment: Comment;
}

export function Standing({ view, comment }: Props) {
  const { thread, words } = view;
  const { id, status, revision } = comment;
  const { session, posted, edited } = view.participant as Participant;
  useEffect(() => {
    if (!edited.has(id)) return undefined;
    return followEdit(session, thread.api.comment(id), (judged) => {
      edited.delete(id);
      place(thread, judged);
      thread.set({ said: words.say(judged.status) });
    });
  }, [id, revision, edited.has(id)]);
  useEffect(() => {
    if (status !== 'submitted') return undefined;
    return follow(session, thread.api.comment(id), (judged) => {
      place(thread, judged);
      thread.emit(judged.status, { id });
      thread.set({ said: words.say(judged.status) });
    });
  }, [id, status]);
  if (edited.has(id) && status === 'published') {
    return <p class="standing submitted">{words.say('editChecking')}</p>;
  }
  if (status === 'published' && !posted.has(id)) return null;
  const reason = reasonWords(words, status, status === 'submitted' ? [] : (comment.reasons ?? []));
  return (
    <div class={`standing ${status}`} part="standing">
      <p>
        {words.say(status)}
        {reason && ` ${words.say('because', { reason })}.`}
      </p>
      {status === 'rejected' && <Refused view={view} comment={comment} />}
    </div>
  );
}

/** The statement of reasons, which only the author's own request brings, and the way to appeal. */
function Refused({ view, comment }: Props) {
  const { words, thread } = view;
  const { session } = view.participant as Participant;
  const [told, setTold] = useState<OwnComment>(comment);
  useEffect(() => {
    const url = thread.api.comment(comment.id);
    session.as((bearer) => call<OwnComment>(url, { bearer })).then(setTold, () => undefined);
  }, [comment.id]);
  const { statement, appeal, appeal_url: link } = told;
  const href = `${link}?lang=${words.language}`;
  return (
    <>
      {statement?.rule && <p>{words.say('rule', { rule: statement.rule })}</p>}
      {statement?.explanation && statement.explanation !== statement.rule && (
        <p dir="auto">{statement.explanation}</p>
      )}
      {appeal ? (
        <p>{words.say(appeal.status === 'open' ? 'appealSent' : 'appealAnswered')}</p>
      ) : (
        <Appeal view={view} comment={comment} />
      )}
      {link && (
        <p>
          <a class="link" rel="noopener noreferrer" target="_blank" href={href}>
            {words.say('appealLink')}
          </a>{' '}
          <Copy view={view} text={href} />
        </p>
      )}
      {view.state.isOpen && (
        <button type="button" class="link" onClick={() => writeAnew(view, comment)}>
          {words.say('anew')}
        </button>
      )}
    </>
  );
}
