// Why it is rejected: one key names the reason and decides; `d` again or Enter takes the suggestion,
// where there is one.

import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../shell/Dialog.tsx';
import { session } from '../shell/session.ts';
import { number, say } from '../shell/words.ts';
import { decide } from './deciding.ts';
import type { Row } from './desk.ts';
import { reasonFor, reasonName, reasonsNow, reasonsOf } from './reasons.ts';

const KEYED = 10; // the row of digits
/** 1 to 9, then 0, as they lie on the keyboard. */
const keyOf = (at: number): number => (at + 1) % KEYED;

export function ReasonDialog({ rows, onClose }: { rows: readonly Row[]; onClose: () => void }) {
  const { site } = session.value;
  const [reasons, setReasons] = useState(reasonsNow(site));
  const [note, setNote] = useState('');
  useEffect(() => {
    reasonsOf(site).then(setReasons, () => {}); // the plain list stands in
  }, [site]);
  const suggested = reasonFor(rows, site);
  const reject = (reason: string) => {
    onClose();
    decide('reject', rows, { reason, note: note.trim() || null });
  };
  const numbered = reasons
    .slice(0, KEYED)
    .map((each, at) => [String(keyOf(at)), () => reject(each.code)]);
  return (
    <Dialog
      title={say('rejectTitle', { n: rows.length })}
      onClose={onClose}
      class="reasons"
      keys={{
        ...Object.fromEntries(numbered),
        ...(suggested && { d: () => reject(suggested), Enter: () => reject(suggested) }),
      }}
    >
      <p class="muted">{say(suggested ? 'rejectLead' : 'rejectLeadOpen')}</p>
      {/* Without a suggestion the focus is on none of them: Enter must not decide. */}
      <ol tabIndex={-1} data-first={!suggested || undefined}>
        {reasons.map((each, at) => (
          <li key={each.code}>
            <button
              type="button"
              class={each.code === suggested ? 'suggested' : ''}
              data-first={each.code === suggested || undefined}
              onClick={() => reject(each.code)}
            >
              {at < KEYED && <kbd>{number(keyOf(at))}</kbd>}
              <span>{reasonName(each)}</span>
              {each.ground === 'law' && <small>{say('groundLaw')}</small>}
              {each.code === suggested && <small>{say('suggested')}</small>}
            </button>
          </li>
        ))}
      </ol>
      <label>
        {say('noteForTeam')}
        <textarea
          rows={2}
          maxLength={2000}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
    </Dialog>
  );
}
