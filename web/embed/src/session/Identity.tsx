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
  /** Whether one writes as somebody else than the reader who is known here. */
  isAnother?: boolean;
  onAnother?: (isAnother: boolean) => void;
}

export function Identity(props: Props) {
  const { view, name, onName, isQuiet = false, isAnother = false, onAnother } = props;
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
        if (!isIn) return;
        onAnother?.(false); // also when it is the same person after all
        (view.participant as Participant).loadMine();
      },
      () => setError(words.say('signInFailed')),
    );
  };
  const link = (label: string, onClick: () => void) => (
    <button type="button" class="link" onClick={onClick}>
      {label}
    </button>
  );
  if (reader && !isAnother) {
    return (
      <p class="identity">
        {words.say('signedInAs', { name: reader.name })}{' '}
        {onAnother && !session.publisherToken() && link(words.say('notYou'), () => onAnother(true))}
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
            ref={(field) => {
              // what was pressed has gone
              if (isAnother && !name) field?.focus();
            }}
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
        {reader && onAnother && (
          <>
            {link(words.say('stay', { name: reader.name }), () => onAnother(false))}
            {reader.kind === 'account' && link(words.say('signOut'), () => session.leave())}
          </>
        )}
      </span>
      <span class="error" role="alert">
        {error}
      </span>
    </div>
  );
}
