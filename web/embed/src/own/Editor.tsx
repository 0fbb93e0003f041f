// Changes one's own comment; the new text is checked like a new comment.

import type { Comment } from '@parley/shared/api';
import { call } from '@parley/shared/http';
import { useState } from 'preact/hooks';
import { TextField } from '../compose/TextField.tsx';
import { useBusy } from '../compose/useBusy.ts';
import type { Participant } from '../participant.tsx';
import { problemWords } from '../problemWords.ts';
import { place } from '../thread/placing.ts';
import type { View } from '../view.ts';

interface Props {
  view: View;
  comment: Comment;
  onClose: () => void;
}

export function Editor({ view, comment, onClose }: Props) {
  const { thread, words } = view;
  const participant = view.participant as Participant;
  const [text, setText] = useState(comment.text);
  const [error, setError] = useState('');
  const [isBusy, once] = useBusy();
  const save = async () => {
    if (!text.trim()) return setError(words.say('textMissing'));
    await once(change);
  };
  const change = async () => {
    const url = thread.api.comment(comment.id);
    try {
      const changed = await participant.session.as((bearer) =>
        call<Comment>(url, { method: 'PATCH', body: { text }, bearer }),
      );
      if (comment.status === 'published') participant.edited.add(comment.id);
      participant.posted.add(comment.id);
      place(thread, changed);
      thread.emit('edited', { id: comment.id, revision: changed.revision });
      thread.set({ said: words.say('editChecking') });
      onClose();
    } catch (problem) {
      setError(problemWords(words, problem));
    }
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextField
        view={view}
        label={words.say('yourComment')}
        text={text}
        isBusy={isBusy}
        onText={setText}
        onSend={save}
      />
      <p class="error" role="alert">
        {error}
      </p>
      <div class="row">
        <button type="button" class="quiet" disabled={isBusy} onClick={onClose}>
          {words.say('cancel')}
        </button>
        <button type="submit" class="primary" aria-busy={isBusy}>
          {words.say(isBusy ? 'saving' : 'save')}
        </button>
      </div>
    </form>
  );
}
