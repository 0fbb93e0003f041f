// Deletes one's own comment after ten seconds in which one can think again.

import type { Comment } from '@parley/shared/api';
import { call } from '@parley/shared/http';
import { useEffect, useState } from 'preact/hooks';
import { without } from '../live/changes.ts';
import type { Participant } from '../participant.tsx';
import { problemWords } from '../problemWords.ts';
import type { View } from '../view.ts';

const GRACE = 10; // seconds

interface Props {
  view: View;
  comment: Comment;
  onClose: () => void;
}

export function Removing({ view, comment, onClose }: Props) {
  const { thread, words } = view;
  const [left, setLeft] = useState(GRACE);
  const [error, setError] = useState('');
  const remove = async () => {
    const url = thread.api.comment(comment.id);
    try {
      await (view.participant as Participant).session.as((bearer) =>
        call(url, { method: 'DELETE', bearer }),
      );
      thread.set({ said: words.say('withdrawn') });
      thread.emit('deleted', { id: comment.id });
      thread.set(without(thread.state, comment.id));
    } catch (problem) {
      setError(problemWords(words, problem));
    }
  };
  useEffect(() => {
    thread.set({ said: words.say('deleting', { n: GRACE }) });
    const timer = setInterval(() => setLeft((before) => before - 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left === 0) remove();
  }, [left]);
  return (
    <p class="standing removing" part="removing">
      {error || words.say('deleting', { n: Math.max(0, left) })}{' '}
      <button type="button" class="link" onClick={onClose}>
        {words.say('undo')}
      </button>
    </p>
  );
}
