// Others are invited: by mail where the installation sends any, and by a link that is shown once.

import { useState } from 'preact/hooks';
import type { SiteRole } from '../shell/session.ts';
import { post, remove } from '../shell/wire.ts';
import { exactly, spoken } from '../shell/words.ts';
import { type Act, onFields } from './room.ts';
import { Secret } from './Secret.tsx';
import { tell } from './words.ts';

export type Role = SiteRole['role'];
export const ROLES: readonly Role[] = ['moderator', 'analyst', 'admin'];

export interface Invited {
  id: string;
  email: string;
  role: Role;
  language: string;
  expires_at: string;
}

interface Made extends Invited {
  link: string;
  is_mailed: boolean;
}

/** Those in which mails are written, each by its own name. */
const LANGUAGES = {
  en: 'English',
  fr: 'Français',
  es: 'Español',
  de: 'Deutsch',
  ar: 'العربية',
  fa: 'فارسی',
  tr: 'Türkçe',
  he: 'עברית',
} as const;

function MadeLink({ made }: { made: Made | null }) {
  if (!made) return null;
  const lead = tell(made.is_mailed ? 'inviteMailed' : 'inviteLink', { email: made.email });
  return <Secret lead={lead} value={made.link} />;
}

interface Props {
  site: string;
  act: Act;
  invited?: readonly Invited[];
  only?: Role;
  sendsMail?: boolean;
}

/** Who is invited, and the form that invites others. One link is shown at a time: a new one for
 * the same address has ended the one before. */
export function Inviting({ site, act, invited = [], only, sendsMail = false }: Props) {
  const [made, setMade] = useState<Made | null>(null);
  const place = `/sites/${site}/invitations`;
  const invite = (body: { email: unknown; role: unknown; language: unknown }) =>
    act(async () => setMade(await post<Made>(place, body)));
  const withdraw = ({ id }: Invited) =>
    act(async () => {
      await remove(`${place}/${id}`);
      setMade(null);
    }, tell('withdrawn'));
  return (
    <>
      {invited.length > 0 && (
        <Open
          invited={invited}
          onAgain={({ email, role, language }) => void invite({ email, role, language })}
          onWithdraw={(each) => void withdraw(each)}
        />
      )}
      <section class="sheet">
        <h2>{tell(only ? 'inviteAdmin' : 'inviteHead')}</h2>
        <MadeLink made={made} />
        <Form only={only} sendsMail={sendsMail} onInvite={invite} />
      </section>
    </>
  );
}

interface OpenProps {
  invited: readonly Invited[];
  onAgain: (each: Invited) => void;
  onWithdraw: (each: Invited) => void;
}

/** What is not taken up yet: withdrawn, or sent again with a link that ends the first. */
function Open({ invited, onAgain, onWithdraw }: OpenProps) {
  return (
    <section class="sheet">
      <h2>{tell('openInvitations')}</h2>
      <ul class="entries">
        {invited.map((each) => (
          <li key={each.id}>
            <span class="entry-words">
              <bdi>{each.email}</bdi>
              <span class="muted">
                {tell(each.role)} · {tell('until', { time: exactly(each.expires_at) })}
              </span>
            </span>
            <span class="row-of-buttons">
              <button type="button" onClick={() => onAgain(each)}>
                {tell('inviteAgain')}
              </button>
              <button type="button" onClick={() => onWithdraw(each)}>
                {tell('withdraw')}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface FormProps {
  only: Role | undefined;
  sendsMail: boolean;
  onInvite: (body: { email: unknown; role: unknown; language: unknown }) => Promise<boolean>;
}

function Form({ only, sendsMail, onInvite }: FormProps) {
  const { language } = spoken.value;
  const send = (fields: FormData) =>
    onInvite({
      email: fields.get('email'),
      role: only ?? fields.get('role'),
      language: fields.get('language') ?? language,
    });
  return (
    <form onSubmit={(event) => void onFields(send)(event)}>
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
      {sendsMail && (
        <label>
          {tell('mailLanguage')}
          <select name="language">
            {Object.entries(LANGUAGES).map(([code, name]) => (
              <option key={code} value={code} lang={code} selected={code === language}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="submit" class="primary">
        {tell('invite')}
      </button>
    </form>
  );
}
