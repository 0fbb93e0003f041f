// Asks who one is when a vote or a report needs to know and no text is being written.

import { useState } from 'preact/hooks';
import { useBusy } from '../compose/useBusy.ts';
import type { Participant } from '../participant.tsx';
import { problemWords } from '../problemWords.ts';
import type { View } from '../view.ts';
import { Identity } from './Identity.tsx';

interface Props {
  view: View;
  /** Of the comment that one wanted to vote on. */
  id: string;
  onClose: () => void;
}

export function Introduce({ view, id, onClose }: Props) {
  const { words } = view;
  const { session } = view.participant as Participant;
  const [name, setName] = useState(session.lastName);
  const [error, setError] = useState('');
  const [isBusy, once] = useBusy();
  const go = async () => {
    try {
      if (!(await session.bearer())) {
        if (!session.takesGuests) return setError(words.say('errorGuests'));
        if (!name.trim() && !session.publisherToken()) return setError(words.say('nameMissing'));
        await session.becomeGuest(name.trim());
      }
      const participant = view.participant as Participant;
      await participant.loadOwn(); // the vote may have been given on another device
      onClose();
      await participant.voteAsWished(id);
      participant.notices.load().catch(() => undefined); // no vote waits for it
    } catch (problem) {
      setError(problemWords(words, problem));
    }
  };
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        once(go);
      }}
    >
      <strong>{words.say('whoAreYou')}</strong>
      <Identity view={view} name={name} onName={setName} isQuiet />
      <p class="error" role="alert">
        {error}
      </p>
      <div class="row">
        <button type="button" class="quiet" onClick={onClose}>
          {words.say('cancel')}
        </button>
        <button type="submit" class="primary" aria-busy={isBusy}>
          {words.say('continueAsGuest')}
        </button>
      </div>
    </form>
  );
}
