// The door: e-mail and password.

import { useEffect, useRef, useState } from 'preact/hooks';
import { LanguageChoice, ThemeChoice } from './Choices.tsx';
import { problemWords } from './problems.ts';
import { session, signIn } from './session.ts';
import { useStore } from './store.ts';
import { say } from './words.ts';

export function SignIn() {
  const { hasEnded } = useStore(session);
  const [problem, setProblem] = useState(hasEnded ? say('sessionEnded') : '');
  const [isBusy, setBusy] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  useEffect(() => email.current?.focus(), []);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setProblem('');
    try {
      await signIn(String(fields.get('email')).trim(), String(fields.get('password')));
    } catch (caught) {
      setProblem(problemWords(caught));
      setBusy(false);
    }
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
        <p role="alert" class="problem">
          {problem}
        </p>
        <button type="submit" class="primary" disabled={isBusy}>
          {say(isBusy ? 'signingIn' : 'signIn')}
        </button>
      </form>
      <div class="door-choices">
        <LanguageChoice />
        <ThemeChoice />
      </div>
    </main>
  );
}
