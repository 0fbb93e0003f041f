// Who works here: roles changed, people removed, others invited.

import { useState } from 'preact/hooks';
import type { SiteRole } from '../shell/session.ts';
import { post, put, remove } from '../shell/wire.ts';
import { exactly } from '../shell/words.ts';
import { type Act, onFields, useRoom } from './room.ts';
import { Secret } from './Secret.tsx';
import { tell } from './words.ts';

type Role = SiteRole['role'];

interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
  has_second_factor: boolean;
}

interface Invited {
  id: string;
  email: string;
  role: Role;
  expires_at: string;
}

const ROLES: readonly Role[] = ['moderator', 'analyst', 'admin'];

export function StaffSheet() {
  const { site, found, act } = useRoom<{ items: Person[]; invitations: Invited[] }>('/staff');
  if (!found) return null;
  return (
    <>
      <p class="muted lead">{tell('staffLead')}</p>
      <People people={found.items} act={act} site={site} />
      {found.invitations.length > 0 && (
        <section class="sheet">
          <h2>{tell('openInvitations')}</h2>
          <ul class="entries">
            {found.invitations.map((each) => (
              <li key={each.id}>
                <span class="entry-words">
                  <bdi>{each.email}</bdi>
                  <span class="muted">
                    {tell(each.role)}, {tell('until', { time: exactly(each.expires_at) })}
                  </span>
                </span>
                <button
                  type="button"
                  onClick={() =>
                    void act(
                      () => remove(`/sites/${site}/invitations/${each.id}`),
                      tell('withdrawn'),
                    )
                  }
                >
                  {tell('withdraw')}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Inviting site={site} act={act} />
    </>
  );
}

function People({ people, act, site }: { people: Person[]; act: Act; site: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
    <section class="table" aria-label={tell('staff')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {(['name', 'email', 'role', 'second'] as const).map((each) => (
              <th key={each}>{tell(each)}</th>
            ))}
            <th>
              <span class="unseen">{tell('removePerson')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((each) => (
            <tr key={each.id}>
              <td>
                <bdi>{each.name}</bdi>
              </td>
              <td>
                <bdi>{each.email}</bdi>
              </td>
              <td>
                <RoleChoice
                  label={tell('roleOf', { name: each.name })}
                  role={each.role}
                  onChange={(role) =>
                    void act(
                      () => put(`/sites/${site}/staff/${each.id}`, { role }),
                      tell('roleGiven'),
                    )
                  }
                />
              </td>
              <td>{tell(each.has_second_factor ? 'yes' : 'no')}</td>
              <td>
                <button
                  type="button"
                  onClick={() =>
                    void act(
                      () => remove(`/sites/${site}/staff/${each.id}`),
                      tell('removedPerson', { name: each.name }),
                    )
                  }
                >
                  {tell('removePerson')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface ChoiceProps {
  label: string;
  role: Role;
  onChange: (role: Role) => void;
}

function RoleChoice({ label, role, onChange }: ChoiceProps) {
  return (
    <select
      name="role"
      aria-label={label}
      value={role}
      onChange={(event) => {
        const wish = event.currentTarget.value as Role;
        event.currentTarget.value = role; // until the service has agreed
        onChange(wish);
      }}
    >
      {ROLES.map((each) => (
        <option key={each} value={each}>
          {tell(each)}
        </option>
      ))}
    </select>
  );
}

export function Inviting({ site, act, only }: { site: string; act: Act; only?: Role }) {
  const [made, setMade] = useState<{ email: string; link: string } | null>(null);
  const invite = (fields: FormData) =>
    act(async () => {
      const body = { email: fields.get('email'), role: only ?? fields.get('role') };
      setMade(await post(`/sites/${site}/invitations`, body));
    });
  return (
    <section class="sheet">
      <h2>{tell(only ? 'inviteAdmin' : 'inviteHead')}</h2>
      {made && <Secret lead={tell('inviteLink', { email: made.email })} value={made.link} />}
      <form onSubmit={(event) => void onFields(invite)(event)}>
        <label>
          {tell('email')}
          <input name="email" type="email" maxLength={320} required dir="ltr" autocomplete="off" />
        </label>
        {!only && (
          <label>
            {tell('role')}
            <select name="role">
              {ROLES.map((each) => (
                <option key={each} value={each}>
                  {tell(each)}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="submit" class="primary">
          {tell('invite')}
        </button>
      </form>
    </section>
  );
}
