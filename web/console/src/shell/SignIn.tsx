// The door: e-mail and password, a code where one is demanded, or a passkey.

import { Problem } from '@parley/shared/problems';
import { useEffect, useRef, useState } from 'preact/hooks';
import { LanguageChoice, ThemeChoice } from './Choices.tsx';
import { atDoor } from './doorWords.ts';
import { problemWords } from './problems.ts';
import { session, signIn, signInByPasskey } from './session.ts';
import { useStore } from './store.ts';
import { knowsPasskeys } from './webauthn.ts';
import { say } from './words.ts';

export function SignIn() {
  const { hasEnded } = useStore(session);
  const [problem, setProblem] = useState(hasEnded ? say('sessionEnded') : '');
  const [isWrong, setWrong] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [needsCode, setNeedsCode] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  useEffect(() => email.current?.focus(), []);

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem('');
    try {
      await work();
    } catch (caught) {
      if (caught instanceof Problem && caught.code === 'code_needed') setNeedsCode(true);
      else setProblem(doorProblem(caught));
      setWrong(caught instanceof Problem && caught.code === 'unauthenticated');
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const told = (name: string) => String(fields.get(name) ?? '');
    void attempt(() => signIn(told('email').trim(), told('password'), told('code').trim()));
  };

  return (
    <main class="door">
      <form onSubmit={submit}>
        <h1>
          <span class="mark" aria-hidden="true" />
          Parley
        </h1>
        <p class="muted">{say('signInLead')}</p>
        <label>
          {say('email')}
          <input ref={email} name="email" type="email" autocomplete="username" required dir="ltr" />
        </label>
        <label>
          {say('password')}
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            required
            dir="ltr"
          />
        </label>
        {needsCode && <CodeField />}
        <p role="alert" class="problem">
          {problem}
        </p>
        {isWrong && <p class="muted">{atDoor('forgotten')}</p>}
        <button type="submit" class="primary" disabled={isBusy}>
          {say(isBusy ? 'signingIn' : 'signIn')}
        </button>
        {knowsPasskeys && location.hostname !== '127.0.0.1' && (
          <button type="button" disabled={isBusy} onClick={() => void attempt(signInByPasskey)}>
            {atDoor('usePasskey')}
          </button>
        )}
      </form>
      <div class="door-choices">
        <LanguageChoice />
        <ThemeChoice />
      </div>
    </main>
  );
}

/** Appears when the password was right and a code is still to be told. */
export function CodeField() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <label>
      {atDoor('code')}
      <input
        ref={field}
        name="code"
        autocomplete="one-time-code"
        inputMode="text"
        maxLength={64}
        required
        dir="ltr"
      />
      <span class="muted">{atDoor('codeHint')}</span>
    </label>
  );
}

export function doorProblem(caught: unknown): string {
  if (caught instanceof DOMException) return atDoor('cancelled');
  return problemWords(caught);
}
