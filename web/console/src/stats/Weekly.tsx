// The weekly mail of the figures: asked for, or no longer, by one click.

import { useEffect, useState } from 'preact/hooks';
import { problemWords } from '../shell/problems.ts';
import { session } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { tell as toast } from '../shell/toasts.ts';
import { get, put } from '../shell/wire.ts';
import { spoken } from '../shell/words.ts';
import { tell } from './words.ts';

interface Mails {
  is_wanted: boolean;
  is_possible: boolean;
}

export function Weekly() {
  const { site } = useStore(session);
  const [mails, setMails] = useState<Mails | null>(null);
  const place = `/sites/${encodeURIComponent(site)}/statistics/mails`;
  useEffect(() => {
    get<Mails>(place).then(setMails, () => setMails(null)); // without a role here: nothing to offer
  }, [place]);
  if (!mails?.is_possible) return null;
  const change = () =>
    put<Mails>(place, { is_wanted: !mails.is_wanted, language: spoken.value.language }).then(
      (now) => {
        setMails(now);
        toast({ kind: 'done', text: tell(now.is_wanted ? 'mailsBegin' : 'mailsEnd') });
      },
      (caught) => toast({ kind: 'problem', text: problemWords(caught) }),
    );
  return (
    <button type="button" aria-pressed={mails.is_wanted} onClick={change}>
      {tell('mails')}
    </button>
  );
}
