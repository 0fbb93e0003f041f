// Under which name one writes: the one we know, or a guest's.

import { useEffect, useId, useState } from 'preact/hooks';
import type { Participant } from '../participant.tsx';
import type { View } from '../view.ts';

interface Props {
  view: View;
  name: string;
  onName: (name: string) => void;
  /** For a vote or a report: nothing will be shown beside the name. */
  isQuiet?: boolean;
}

export function Identity({ view, name, onName, isQuiet = false }: Props) {
  const { words } = view;
  const { session } = view.participant as Participant;
  const [reader, setReader] = useState(session.reader);
  const [hasAccounts, setAccounts] = useState(false);
  const [takesGuests, setGuests] = useState(true);
  const [error, setError] = useState('');
  const id = useId();
  useEffect(() => {
    const follow = () => setReader(session.reader);
    const stop = session.onChange(follow);
    follow(); // who came between the drawing and now has told nobody here
    if (session.isKnown) session.bearer().catch(() => undefined);
    session.ways().then(({ guests, mail, providers }) => {
      setAccounts(mail || providers.length > 0);
      setGuests(guests !== false);
    });
    return stop;
  }, [session]);
  const isPublishers = view.config.signIn !== undefined;
  const signIn = () => {
    if (isPublishers) return view.thread.emit('sign-in');
    setError('');
    session.signIn(view.config.base, name.trim(), words.locale).then(
      (isIn) => {
        if (isIn) (view.participant as Participant).loadMine();
      },
      () => setError(words.say('signInFailed')),
    );
  };
  if (reader) {
    return (
      <p class="identity">
        {words.say('signedInAs', { name: reader.name })}{' '}
        {!session.publisherToken() && (
          <button type="button" class="link" onClick={() => session.leave()}>
            {words.say('notYou')}
          </button>
        )}
      </p>
    );
  }
  return (
    <div class="identity">
      {takesGuests && (
        <>
          <label for={id}>{words.say('name')}</label>
          <input
            id={id}
            part="name"
            dir={name ? 'auto' : undefined}
            autocomplete="nickname"
            maxLength={64}
            value={name}
            aria-describedby={`${id}-hint`}
            onInput={(event) => onName(event.currentTarget.value)}
          />
        </>
      )}
      <span id={`${id}-hint`} class="hint">
        {words.say(takesGuests ? (isQuiet ? 'nameHintQuiet' : 'nameHint') : 'errorGuests')}
        {(isPublishers || hasAccounts) && (
          <button type="button" class="link" part="sign-in" onClick={signIn}>
            {words.say('signIn')}
          </button>
        )}
      </span>
      <span class="error" role="alert">
        {error}
      </span>
    </div>
  );
}
