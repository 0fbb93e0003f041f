// One's own account: password, passkeys, codes, and the browsers one is signed in with.

import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { tell as toast } from '../shell/toasts.ts';
import { get, put, remove } from '../shell/wire.ts';
import { ago, exactly } from '../shell/words.ts';
import '../styles/figures.css';
import '../styles/settings.css';
import { Codes } from './Codes.tsx';
import { Passkeys } from './Passkeys.tsx';
import { tell } from './words.ts';

export interface Account {
  name: string;
  email: string;
  codes: { since: string | null; recovery_left: number };
  passkeys: { id: string; name: string; used_at: string | null }[];
  can_add_passkey: boolean;
  sessions: { id: string; user_agent: string; seen_at: string; is_current: boolean }[];
}

export interface PartProps {
  account: Account;
  /** Does it, tells what went wrong, then shows the account anew; whether it went well. */
  act: (work: () => Promise<unknown>, done?: string) => Promise<boolean>;
}

export function Page() {
  const [account, setAccount] = useState<Account | null>(null);
  const load = async () => setAccount(await get<Account>('/account'));
  const act: PartProps['act'] = async (work, done) => {
    try {
      await work();
      if (done) toast({ kind: 'done', text: done });
      await load();
      return true;
    } catch (caught) {
      const isCancelled = caught instanceof DOMException;
      if (!isCancelled) toast({ kind: 'problem', text: problemWords(caught) });
      return false;
    }
  };
  useEffect(() => void act(async () => {}), []);
  return (
    <main class="page settings">
      <header class="page-head">
        <h1>{tell('title')}</h1>
        {account && (
          <p class="muted">
            <bdi>{account.name}</bdi> · <bdi>{account.email}</bdi>
          </p>
        )}
      </header>
      {account && (
        <div class="sheets">
          <Password act={act} account={account} />
          <Passkeys act={act} account={account} />
          <Codes act={act} account={account} />
          <Browsers act={act} account={account} />
        </div>
      )}
    </main>
  );
}

function Password({ account, act }: PartProps) {
  const change = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    const body = { password: fields.get('password'), new: fields.get('new') };
    if (await act(() => put('/account/password', body), tell('changed'))) form.reset();
  };
  return (
    <section class="sheet">
      <h2>{tell('passwordHead')}</h2>
      <form onSubmit={(event) => void change(event)}>
        <input type="hidden" autocomplete="username" value={account.email} />
        <PasswordField />
        <label>
          {tell('wished')}
          <input
            name="new"
            type="password"
            autocomplete="new-password"
            minLength={12}
            required
            dir="ltr"
          />
        </label>
        <button type="submit">{tell('change')}</button>
      </form>
    </section>
  );
}

/** Asked for before the ways to sign in are changed. */
export function PasswordField() {
  return (
    <label>
      {tell('present')}
      <input
        name="password"
        type="password"
        autocomplete="current-password"
        maxLength={1024}
        required
        dir="ltr"
      />
    </label>
  );
}

function Browsers({ account, act }: PartProps) {
  const end = (id: string) => act(() => remove(`/account/sessions/${id}`), tell('ended'));
  return (
    <section class="sheet">
      <h2>{tell('browsers')}</h2>
      <ul class="entries">
        {account.sessions.map((each) => (
          <li key={each.id}>
            <span class="entry-words">
              <bdi>{browserName(each.user_agent)}</bdi>
              <span class="muted" title={exactly(each.seen_at)}>
                {each.is_current ? tell('thisOne') : tell('seen', { time: ago(each.seen_at) })}
              </span>
            </span>
            {!each.is_current && (
              <button type="button" onClick={() => void end(each.id)}>
                {tell('end')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {account.sessions.length > 1 && (
        <button type="button" onClick={() => void end('others')}>
          {tell('endOthers')}
        </button>
      )}
    </section>
  );
}

/** "Firefox, Windows" out of what a browser calls itself; the whole of it where unknown. */
export function browserName(agent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)/.exec(agent)?.[1];
  const device = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(agent)?.[1];
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera' };
  if (!browser) return agent.slice(0, 60) || '?';
  return [names[browser] ?? browser, device].filter(Boolean).join(', ');
}
