// Answers a published comment where readers see it: as oneself, marked as staff.

import { useRef, useState } from 'preact/hooks';
import type { Row } from '../queue/desk.ts';
import { problemWords } from '../shell/problems.ts';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { tell } from '../shell/toasts.ts';
import { post } from '../shell/wire.ts';
import { say } from '../shell/words.ts';

/** What was begun and not sent, by the comment it answers: a key too many must not lose it. */
const drafts = new Map<string, string>();

export function Reply({ row, onDone }: { row: Row; onDone: () => void }) {
  const { item } = row;
  const { staff, site } = useStore(session);
  const field = useRef<HTMLTextAreaElement>(null);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState('');
  if (!isPublished(row)) return <p class="muted">{say('replyLater')}</p>;
  const send = async (event: Event) => {
    event.preventDefault();
    const text = field.current?.value.trim() ?? '';
    if (!text || isSending) return;
    setSending(true);
    const below = `/sites/${encodeURIComponent(site)}/articles/${encodeURIComponent(item.article)}`;
    try {
      await post(`${below}/comments`, { text, parent_id: item.id });
      drafts.delete(item.id);
      tell({ kind: 'done', text: say('didReply') });
      onDone();
    } catch (caught) {
      setProblem(problemWords(caught));
      setSending(false);
    }
  };
  return (
    <form class="reply" onSubmit={send}>
      <label>
        {say('replyAs', { name: staff?.moderator.name ?? '' })}
        <textarea
          ref={field}
          rows={3}
          dir="auto"
          maxLength={5000}
          required
          defaultValue={drafts.get(item.id) ?? ''}
          onInput={(event) => drafts.set(item.id, event.currentTarget.value)}
        />
      </label>
      <p class="muted">{say('replyHint')}</p>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="dialog-actions">
        <button type="submit" class="primary" disabled={isSending}>
          {say('reply')}
        </button>
      </div>
    </form>
  );
}

/** Now, after what one has decided a moment ago. */
function isPublished({ item, fate }: Row): boolean {
  if (fate && fate.status !== 'kept') return fate.status === 'published';
  return item.status === 'published';
}
