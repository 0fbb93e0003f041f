// Keys with which the publisher vouches for readers.

import { useState } from 'preact/hooks';
import { post, remove } from '../shell/wire.ts';
import { onFields, useRoom } from './room.ts';
import { Secret } from './Secret.tsx';
import { tell } from './words.ts';

interface SigningKey {
  id: string;
  kid: string;
  algorithm: string;
  issuer: string;
  audience: string;
}

const ALGORITHMS = ['HS256', 'RS256', 'ES256', 'EdDSA'] as const;

export function SigningSheet() {
  const { site, found, missing, act } = useRoom<{ items: SigningKey[] }>('/signing-keys');
  const [secret, setSecret] = useState('');
  const [algorithm, setAlgorithm] = useState('HS256');
  if (!found) return missing;
  const keys = `/sites/${site}/signing-keys`;
  const add = (fields: FormData) =>
    act(async () => {
      const told = (name: string) => String(fields.get(name) ?? '').trim() || null;
      const made = await post<{ secret?: string }>(keys, {
        algorithm,
        issuer: told('issuer'),
        kid: told('kid'),
        public_key: told('public_key'),
      });
      setSecret(made.secret ?? '');
    });
  return (
    <>
      <p class="muted lead">{tell('signingLead')}</p>
      {secret && <Secret lead={tell('signingSecret')} value={secret} />}
      <ul class="entries sheet">
        {found.items.map((each) => (
          <li key={each.id}>
            <span class="entry-words">
              <span>
                <code>{each.kid}</code> {each.algorithm}
              </span>
              <span class="muted">
                iss <bdi>{each.issuer}</bdi> · aud <bdi>{each.audience}</bdi>
              </span>
            </span>
            <button
              type="button"
              onClick={() => void act(() => remove(`${keys}/${each.id}`), tell('revoked'))}
            >
              {tell('revoke')}
            </button>
          </li>
        ))}
      </ul>
      <section class="sheet">
        <h2>{tell('addSigning')}</h2>
        <form onSubmit={(event) => void onFields(add)(event)}>
          <label>
            {tell('algorithm')}
            <select value={algorithm} onChange={(e) => setAlgorithm(e.currentTarget.value)}>
              {ALGORITHMS.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
          <label>
            {tell('issuer')}
            <input name="issuer" maxLength={255} required dir="ltr" autocomplete="off" />
          </label>
          <label>
            {tell('kid')}
            <input name="kid" maxLength={100} dir="ltr" autocomplete="off" />
          </label>
          {algorithm !== 'HS256' && (
            <label>
              {tell('publicKey')}
              <textarea name="public_key" rows={5} maxLength={20000} required dir="ltr" />
            </label>
          )}
          <button type="submit" class="primary">
            {tell('addSigning')}
          </button>
        </form>
      </section>
    </>
  );
}
