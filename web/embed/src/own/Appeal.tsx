// Asks for another look at a decision on one's own comment.

import type { Comment } from '@parley/shared/api';
import { call } from '@parley/shared/http';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useBusy } from '../compose/useBusy.ts';
import type { Participant } from '../participant.tsx';
import { problemWords } from '../problemWords.ts';
import type { View } from '../view.ts';

export function Appeal({ view, comment }: { comment: Comment; view: View }) {
  const { thread, words } = view;
  const [step, setStep] = useState<'closed' | 'open' | 'sent'>('closed');
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const [isBusy, once] = useBusy();
  const place = useRef<HTMLElement>(null);
  const before = useRef(step);
  // what was pressed has gone: the focus goes on to what came in its place
  useEffect(() => {
    if (before.current !== step) place.current?.focus();
    before.current = step;
  }, [step]);
  const here = (element: HTMLElement | null) => {
    place.current = element;
  };
  if (step === 'sent') {
    return (
      <p ref={here} tabIndex={-1} role="status">
        {words.say('appealSent')}
      </p>
    );
  }
  if (step === 'closed') {
    return (
      <button ref={here} type="button" class="link" onClick={() => setStep('open')}>
        {words.say('appeal')}
      </button>
    );
  }
  const send = async () => {
    const url = `${thread.api.comment(comment.id)}/appeals`;
    try {
      await (view.participant as Participant).session.as((bearer) =>
        call(url, { method: 'POST', body: { text: text.trim() }, bearer }),
      );
      thread.emit('appealed', { id: comment.id });
      setStep('sent');
    } catch (problem) {
      setError(problemWords(words, problem));
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        once(send);
      }}
    >
      <label class="stacked">
        {words.say('appealText')}
        <textarea
          ref={here}
          dir="auto"
          rows={3}
          required
          maxLength={2000}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <p class="error" role="alert">
        {error}
      </p>
      <div class="row">
        <button type="button" class="quiet" onClick={() => setStep('closed')}>
          {words.say('cancel')}
        </button>
        <button type="submit" class="primary" aria-busy={isBusy}>
          {words.say('appealSend')}
        </button>
      </div>
    </form>
  );
}
