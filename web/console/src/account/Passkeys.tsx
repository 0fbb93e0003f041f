// Passkeys: listed, added with the device, removed.

import { useState } from 'preact/hooks';
import { createPasskey, knowsPasskeys } from '../shell/webauthn.ts';
import { post, remove } from '../shell/wire.ts';
import { ago } from '../shell/words.ts';
import { type PartProps, PasswordField } from './Page.tsx';
import { tell } from './words.ts';

export function Passkeys({ account, act }: PartProps) {
  const [isBusy, setBusy] = useState(false);
  const canAdd = account.can_add_passkey && knowsPasskeys;
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    const make = async () => {
      const asked = { password: fields.get('password') };
      const options = await post<Record<string, unknown>>('/account/passkeys/options', asked);
      const credential = await createPasskey(options);
      await post('/account/passkeys', { credential, name: fields.get('name') });
    };
    setBusy(true);
    if (await act(make, tell('added'))) form.reset();
    setBusy(false);
  };
  return (
    <section class="sheet">
      <h2>{tell('passkeys')}</h2>
      <p class="muted">{tell('passkeysLead')}</p>
      <ul class="entries">
        {account.passkeys.map((each) => (
          <li key={each.id}>
            <span class="entry-words">
              <bdi>{each.name}</bdi>
              <span class="muted">
                {each.used_at ? tell('usedAt', { time: ago(each.used_at) }) : tell('neverUsed')}
              </span>
            </span>
            <button
              type="button"
              onClick={() =>
                void act(() => remove(`/account/passkeys/${each.id}`), tell('removed'))
              }
            >
              {tell('remove')}
            </button>
          </li>
        ))}
      </ul>
      {canAdd ? (
        <form onSubmit={(event) => void add(event)}>
          <label>
            {tell('passkeyName')}
            <input name="name" maxLength={100} required dir="auto" autocomplete="off" />
          </label>
          <PasswordField />
          <button type="submit" disabled={isBusy}>
            {tell('addPasskey')}
          </button>
        </form>
      ) : (
        <p class="muted">{tell('noParty')}</p>
      )}
    </section>
  );
}
