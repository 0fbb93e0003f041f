// Who works here: roles changed, people removed, others invited.

import { as } from '../shell/stacked.ts';
import { put, remove } from '../shell/wire.ts';
import { type Invited, Inviting, ROLES, type Role } from './Invitations.tsx';
import { type Act, useRoom } from './room.ts';
import { tell } from './words.ts';

interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
  has_second_factor: boolean;
}

interface Found {
  items: Person[];
  invitations: Invited[];
  sends_mail: boolean;
}

export function StaffSheet() {
  const { site, found, missing, act } = useRoom<Found>('/staff');
  if (!found) return missing;
  return (
    <>
      <p class="muted lead">{tell('staffLead')}</p>
      <People people={found.items} act={act} site={site} />
      <Inviting site={site} act={act} invited={found.invitations} sendsMail={found.sends_mail} />
    </>
  );
}

function People({ people, act, site }: { people: Person[]; act: Act; site: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
    <section class="table stacked people" aria-label={tell('staff')} tabIndex={0}>
      <table {...as.table}>
        <thead {...as.group}>
          <tr {...as.row}>
            {(['name', 'email', 'role', 'second'] as const).map((each) => (
              <th key={each} {...as.head}>
                {tell(each)}
              </th>
            ))}
            <th {...as.head}>
              <span class="unseen">{tell('removePerson')}</span>
            </th>
          </tr>
        </thead>
        <tbody {...as.group}>
          {people.map((each) => (
            <tr {...as.row} key={each.id}>
              <td {...as.cell}>
                <bdi>{each.name}</bdi>
              </td>
              <td {...as.cell}>
                <bdi>{each.email}</bdi>
              </td>
              <td {...as.cell}>
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
              <td {...as.cell}>
                <span class="stacked-name" aria-hidden="true">
                  {tell('second')}:{' '}
                </span>
                {tell(each.has_second_factor ? 'yes' : 'no')}
              </td>
              <td {...as.cell}>
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
