// Notices of illegal content: what was said, about which comment, and the answer.

import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { tell } from '../shell/toasts.ts';
import { Unanswered } from '../shell/Unanswered.tsx';
import { get, post } from '../shell/wire.ts';
import { ago, exactly, say, sayIfKnown } from '../shell/words.ts';

interface Notice {
  id: string;
  comment_id: string;
  explanation: string;
  category: string;
  name: string | null;
  created_at: string;
}

interface Judged {
  text: string;
  direction: 'ltr' | 'rtl';
}

export function Page() {
  const { site } = useStore(session);
  const [notices, setNotices] = useState<readonly Notice[] | null>(null);
  const [problem, setProblem] = useState('');
  const load = () =>
    get<{ items: Notice[] }>('/review/notices', { site, status: 'open' }).then(
      ({ items }) => {
        setNotices(items);
        setProblem('');
      },
      (caught) => setProblem(problemWords(caught)),
    );
  useEffect(() => void load(), [site]);
  return (
    <main class="page">
      <header class="page-head">
        <h1>{say('navNotices')}</h1>
        <p class="muted">{say('noticesLead')}</p>
      </header>
      {problem && <Unanswered problem={problem} onAgain={() => void load()} />}
      {notices?.length === 0 && <p class="empty">{say('noticesEmpty')}</p>}
      <ul class="notices">
        {notices?.map((each) => (
          <NoticeCard key={each.id} notice={each} onAnswered={() => void load()} />
        ))}
      </ul>
    </main>
  );
}

function NoticeCard({ notice, onAnswered }: { notice: Notice; onAnswered: () => void }) {
  const [comment, setComment] = useState<Judged | null>(null);
  const [answer, setAnswer] = useState('');
  useEffect(() => {
    get<Judged>(`/review/comments/${notice.comment_id}`).then(setComment, () => {}); // erased
  }, [notice.comment_id]);
  const send = async (outcome: 'removed' | 'kept') => {
    try {
      await post(`/review/notices/${notice.id}`, { outcome, answer });
      tell({ kind: 'done', text: say('didAnswer') });
      onAnswered();
    } catch (caught) {
      tell({ kind: 'problem', text: problemWords(caught) });
    }
  };
  return (
    <li class="notice">
      <p class="muted">
        <bdi>{notice.name ?? say('anonymous')}</bdi> ·{' '}
        <bdi>{sayIfKnown(`notice_${notice.category}`) ?? notice.category}</bdi> ·{' '}
        <time dateTime={notice.created_at} title={exactly(notice.created_at)}>
          {ago(notice.created_at)}
        </time>
      </p>
      <p dir="auto">{notice.explanation}</p>
      {comment && <blockquote dir={comment.direction}>{comment.text}</blockquote>}
      <label>
        {say('noticeAnswer')}
        <textarea
          rows={2}
          maxLength={2000}
          value={answer}
          onInput={(event) => setAnswer(event.currentTarget.value)}
        />
      </label>
      <div class="range-actions">
        <button
          type="button"
          class="reject"
          disabled={!answer.trim()}
          onClick={() => void send('removed')}
        >
          {say('noticeRemove')}
        </button>
        <button type="button" disabled={!answer.trim()} onClick={() => void send('kept')}>
          {say('noticeKeep')}
        </button>
      </div>
    </li>
  );
}
