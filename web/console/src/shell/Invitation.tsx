// The page that an invitation's link opens: what is offered, and how one comes in.

import { Problem } from '@parley/shared/problems';
import { useEffect, useState } from 'preact/hooks';
import { LanguageChoice, ThemeChoice } from './Choices.tsx';
import { atDoor } from './doorWords.ts';
import { problemWords } from './problems.ts';
import { go } from './route.ts';
import { CodeField } from './SignIn.tsx';
import { enter, type SiteRole, type Staff } from './session.ts';
import { post } from './wire.ts';
import { say } from './words.ts';

interface Offer {
  site: string;
  role: SiteRole['role'];
  email: string;
  is_known: boolean;
}

const OFFERS = { moderator: 'asModerator', analyst: 'asAnalyst', admin: 'asAdmin' } as const;

const isGone = (caught: unknown): boolean => caught instanceof Problem && caught.code === 'gone';

export function Invitation() {
  const [token] = useState(() => location.hash.slice(1));
  const [offer, setOffer] = useState<Offer | null>(null);
  const [problem, setProblem] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const [isOver, setOver] = useState(false);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    post<Offer>('/invitations/look', { token: token || '-' }).then(setOffer, (caught) => {
      if (isGone(caught)) setOver(true);
      else setProblem(problemWords(caught));
    });
  }, [token]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const told = (name: string) => String(fields.get(name) ?? '');
    setBusy(true);
    setProblem('');
    try {
      const body = { token, name: told('name'), password: told('password'), code: told('code') };
      enter(await post<Staff>('/invitations/accept', body));
      go('', { replace: true });
    } catch (caught) {
      if (caught instanceof Problem && caught.code === 'code_needed') setNeedsCode(true);
      else if (isGone(caught)) setOver(true);
      else setProblem(problemWords(caught));
      setBusy(false);
    }
  };
  return (
    <main class="door">
      <form onSubmit={submit}>
        <h1>
          <span class="mark" aria-hidden="true" />
          {atDoor(isOver ? 'over' : 'invited')}
        </h1>
        {isOver && <p role="alert">{atDoor('overWhy')}</p>}
        {offer && !isOver && <Offered offer={offer} />}
        {needsCode && <CodeField />}
        <p role="alert" class="problem">
          {problem}
        </p>
        {offer && !isOver ? (
          <button type="submit" class="primary" disabled={isBusy}>
            {atDoor('accept')}
          </button>
        ) : (
          <button type="button" onClick={() => go('', { replace: true })}>
            {atDoor('toDoor')}
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

function Offered({ offer }: { offer: Offer }) {
  return (
    <>
      <p>{atDoor(OFFERS[offer.role], { site: offer.site })}</p>
      <p class="muted">
        {atDoor('isYou', { email: offer.email })} {offer.is_known && atDoor('known')}
      </p>
      <input type="hidden" name="username" autocomplete="username" value={offer.email} />
      {!offer.is_known && (
        <label>
          {atDoor('name')}
          <input name="name" autocomplete="name" maxLength={64} required dir="auto" />
        </label>
      )}
      <label>
        {offer.is_known ? say('password') : atDoor('newPassword')}
        <input
          name="password"
          type="password"
          autocomplete={offer.is_known ? 'current-password' : 'new-password'}
          minLength={offer.is_known ? 1 : 12}
          required
          dir="ltr"
        />
      </label>
    </>
  );
}
