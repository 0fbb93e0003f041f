// One-time codes of an app, and the recovery codes for when the phone is lost.

import { useState } from 'preact/hooks';
import { Secret } from '../settings/Secret.tsx';
import { post, put } from '../shell/wire.ts';
import { ago, number } from '../shell/words.ts';
import { type PartProps, PasswordField } from './Page.tsx';
import { tell } from './words.ts';

interface Begun {
  secret: string;
  uri: string;
}

interface Spare {
  recovery_codes: string[];
}

export function Codes({ account, act }: PartProps) {
  const [begun, setBegun] = useState<Begun | null>(null);
  const [spare, setSpare] = useState<readonly string[]>([]);
  const isOn = account.codes.since !== null;
  const begin = (password: string) =>
    act(async () => setBegun(await post<Begun>('/account/codes', { password })));
  const confirm = (code: string) =>
    act(async () => {
      setSpare((await put<Spare>('/account/codes', { code })).recovery_codes);
      setBegun(null);
    });
  return (
    <section class="sheet">
      <h2>{tell('codes')}</h2>
      <p class="muted">
        {account.codes.since
          ? tell('codesOn', {
              time: ago(account.codes.since),
              n: number(account.codes.recovery_left),
            })
          : tell('codesOff')}
      </p>
      {spare.length > 0 && <Secret lead={tell('recovery')} value={spare.join('\n')} />}
      {isOn && <WhileOn act={act} onSpare={setSpare} />}
      {!isOn && begun && <Confirm begun={begun} onCode={(code) => void confirm(code)} />}
      {!isOn && !begun && (
        <form onSubmit={asked((fields) => void begin(String(fields.get('password'))))}>
          <PasswordField />
          <button type="submit">{tell('begin')}</button>
        </form>
      )}
    </section>
  );
}

function Confirm({ begun, onCode }: { begun: Begun; onCode: (code: string) => void }) {
  return (
    <form onSubmit={asked((fields) => onCode(String(fields.get('code'))))}>
      <Secret lead={tell('secret')} value={begun.secret.replace(/(.{4})(?=.)/g, '$1 ')} />
      <a class="button" href={begun.uri}>
        {tell('openApp')}
      </a>
      <label>
        {tell('firstCode')}
        <input
          name="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={7}
          required
          dir="ltr"
        />
      </label>
      <button type="submit" class="primary">
        {tell('confirm')}
      </button>
    </form>
  );
}

function WhileOn({
  act,
  onSpare,
}: {
  act: PartProps['act'];
  onSpare: (codes: readonly string[]) => void;
}) {
  const renew = (password: string) =>
    act(async () =>
      onSpare((await post<Spare>('/account/recovery-codes', { password })).recovery_codes),
    );
  const end = (password: string) =>
    act(async () => {
      await post('/account/codes/end', { password });
      onSpare([]);
    });
  return (
    <form
      onSubmit={asked((fields, by) => {
        const password = String(fields.get('password'));
        void (by === 'end' ? end(password) : renew(password));
      })}
    >
      <PasswordField />
      <div class="row-of-buttons">
        <button type="submit" value="renew">
          {tell('renew')}
        </button>
        <button type="submit" value="end">
          {tell('endCodes')}
        </button>
      </div>
    </form>
  );
}

/** A form's handler that is given the fields and the value of the button, and empties the form. */
function asked(work: (fields: FormData, by: string) => void) {
  return (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const by = event.submitter instanceof HTMLButtonElement ? event.submitter.value : '';
    work(new FormData(form), by);
    form.reset();
  };
}
