// Under which name one writes: the one we know, or a guest's.

import type { Reader } from '@parley/shared/api';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Participant } from '../participant.tsx';
import { NOTICES } from '../thread/state.ts';
import type { View } from '../view.ts';
import type { Session } from './session.ts';

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
  const { view, name, onName, isQuiet, isAnother = false, onAnother } = props;
  const { words } = view;
  const { session } = view.participant as Participant;
  const { reader, isOver, hasAccounts, takesGuests } = useKnown(session);
  const [error, setError] = useState('');
  const id = useId();
  const place = useFocusAfter(isAnother);
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
  if (isOver) return <Over view={view} onSignIn={signIn} />;
  if (reader && !isAnother) {
    const isTheirs = onAnother && !session.publisherToken();
    return (
      <p class="identity">
        {words.say('signedInAs', { name: reader.name })}{' '}
        {isTheirs && (
          <button type="button" class="link" ref={place} onClick={() => onAnother(true)}>
            {words.say('notYou')}
          </button>
        )}{' '}
        <button type="button" class="link" onClick={() => view.thread.turnTo(NOTICES, 'data')}>
          {words.say('dataTitle')}
        </button>
      </p>
    );
  }
  const hint = isQuiet ? 'nameHintQuiet' : 'nameHint';
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
            ref={place}
            onInput={(event) => onName(event.currentTarget.value)}
          />
        </>
      )}
      <span id={`${id}-hint`} class="hint">
        {words.say(takesGuests ? hint : 'errorGuests')}
        {(isPublishers || hasAccounts) && <SignIn view={view} onClick={signIn} />}
        {reader && <Known view={view} reader={reader} onStay={() => onAnother?.(false)} />}
      </span>
      <span class="error" role="alert">
        {error}
      </span>
    </div>
  );
}

function SignIn({ view, onClick }: { view: View; onClick: () => void }) {
  return (
    <button type="button" class="link" part="sign-in" onClick={onClick}>
      {view.words.say('signIn')}
    </button>
  );
}

/** The page vouched for its reader, and the token is no good any more. */
function Over({ view, onSignIn }: { view: View; onSignIn: () => void }) {
  return (
    <p class="identity error">
      {view.words.say('signInOver')}{' '}
      {view.config.signIn !== undefined && <SignIn view={view} onClick={onSignIn} />}
    </p>
  );
}

interface KnownProps {
  view: View;
  reader: Reader;
  onStay: () => void;
}

/** What else than another name there is for whom this device knows. */
function Known({ view, reader, onStay }: KnownProps) {
  const { words } = view;
  const { session } = view.participant as Participant;
  return (
    <>
      <button type="button" class="link" onClick={onStay}>
        {words.say('stay', { name: reader.name })}
      </button>
      {reader.kind === 'account' && (
        <button type="button" class="link" onClick={() => session.leave()}>
          {words.say('signOut')}
        </button>
      )}
    </>
  );
}

/** Who is known on this device, and how else one may write here. */
function useKnown(session: Session) {
  const [reader, setReader] = useState(session.reader);
  const [hasAccounts, setAccounts] = useState(false);
  const [takesGuests, setGuests] = useState(true);
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
  return { reader, isOver: !reader && session.isOver, hasAccounts, takesGuests };
}

/** What was pressed has gone: the focus goes on to what came in its place. */
function useFocusAfter(step: boolean) {
  const place = useRef<HTMLInputElement & HTMLButtonElement>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current !== step) place.current?.focus();
    before.current = step;
  }, [step]);
  return place;
}
