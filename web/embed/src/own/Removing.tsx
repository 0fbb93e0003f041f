// Deletes one's own comment after ten seconds in which one can think again. Who leaves meanwhile
// has not thought again: then it is deleted at once.

import type { Comment } from '@parley/shared/api';
import { call } from '@parley/shared/http';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
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

/** Where the focus goes when what it is in has gone: to the comment beside it, else where one writes. */
function focusBeside(box: HTMLElement, id: string): () => void {
  const going = box.querySelector(`#parley-${id}`);
  const focused = (box.getRootNode() as ShadowRoot).activeElement;
  if (!focused || !going?.contains(focused)) return () => undefined;
  const beside = going.nextElementSibling ?? going.previousElementSibling ?? going.parentElement;
  return () => {
    const next = beside?.isConnected && beside.querySelector<HTMLElement>('.moment');
    (next || box.querySelector<HTMLElement>('.prompt'))?.focus();
  };
}

export function Removing({ view, comment, onClose }: Props) {
  const { thread, words } = view;
  const [left, setLeft] = useState(GRACE);
  const [error, setError] = useState('');
  const isSent = useRef(false);
  const remove = async () => {
    if (isSent.current) return;
    isSent.current = true;
    const url = thread.api.comment(comment.id);
    const participant = view.participant as Participant;
    try {
      await participant.session.as((bearer) => call(url, { method: 'DELETE', bearer }));
      participant.mine = participant.mine.filter(({ id }) => id !== comment.id);
      thread.set({ said: words.say('withdrawn') });
      thread.emit('deleted', { id: comment.id });
      const goOn = focusBeside(view.box, comment.id);
      thread.turnTo(comment.id, null);
      thread.set(without(thread.state, comment.id));
      queueMicrotask(goOn);
    } catch (problem) {
      isSent.current = false;
      setError(problemWords(words, problem));
    }
  };
  // Before it is painted: who saw it may leave in that moment.
  useLayoutEffect(() => {
    thread.set({ said: words.say('deleting', { n: GRACE }) });
    const timer = setInterval(() => setLeft((before) => before - 1), 1_000);
    addEventListener('pagehide', remove);
    return () => {
      clearInterval(timer);
      removeEventListener('pagehide', remove);
      // not undone, only no longer shown: another order, another article
      if (thread.state.tasks[comment.id] === 'remove') remove();
    };
  }, []);
  useEffect(() => {
    if (left <= 0) remove();
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
