// Warn, read first, suspend, ban, lift: one choice, with a reason, and their last comments if asked.

import { useState } from 'preact/hooks';
import type { History } from '../queue/item.ts';
import { reasonName, reasonsNow } from '../queue/reasons.ts';
import { session } from '../shell/session.ts';
import { duration, say } from '../shell/words.ts';

const ACTIONS = ['warn', 'premoderate', 'suspend', 'ban', 'lift'] as const;
type ActionName = (typeof ACTIONS)[number];
const DAYS = [1, 3, 7, 30, 90] as const;
const DAY = 86_400; // seconds

export interface AuthorAction {
  action: ActionName;
  until?: string;
  reason?: string;
  note?: string;
  reject_last?: number;
}

interface Props {
  history: History;
  /** Guests are known by their browser alone. */
  isGuest: boolean;
  onAct: (action: AuthorAction) => Promise<void>;
}

export function ActionForm({ history, isGuest, onAct }: Props) {
  const [action, setAction] = useState<ActionName>('warn');
  const [isBusy, setBusy] = useState(false);
  const isBound = history.banned_at || history.suspended_until || history.is_premoderated;
  const choices = ACTIONS.filter((each) => each !== 'lift' || isBound);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    await onAct(actionOf(action, new FormData(event.currentTarget as HTMLFormElement)));
    setBusy(false);
  };
  return (
    <form class="action-form" onSubmit={submit}>
      <fieldset>
        <legend>{say('actionTitle')}</legend>
        {choices.map((each) => (
          <label key={each} class="check">
            <input
              type="radio"
              name="action"
              value={each}
              data-first={each === 'warn' || undefined}
              checked={each === action}
              onChange={() => setAction(each)}
            />
            <span>
              {say(`author_${each}`)}
              <small class="muted">{say(`authorHint_${each}`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {action === 'suspend' && <Until />}
      {isGuest && (action === 'ban' || action === 'suspend' || action === 'premoderate') && (
        <p class="muted">{say('authorGuest')}</p>
      )}
      {action !== 'lift' && <Reason />}
      {(action === 'ban' || action === 'suspend') && (
        <label>
          {say('rejectLast')}
          <input name="last" type="number" min={0} max={100} defaultValue={0} />
        </label>
      )}
      <label>
        {say('noteForTeam')}
        <textarea name="note" rows={2} maxLength={2000} />
      </label>
      <button type="submit" class="primary" disabled={isBusy}>
        {say(`author_${action}`)}
      </button>
    </form>
  );
}

function Until() {
  return (
    <label>
      {say('forHowLong')}
      <select name="days" defaultValue="7">
        {DAYS.map((days) => (
          <option key={days} value={days}>
            {duration(days * DAY)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Reason() {
  return (
    <label>
      {say('reason')}
      <select name="reason">
        {reasonsNow(session.value.site).map((each) => (
          <option key={each.code} value={each.code}>
            {reasonName(each)}
          </option>
        ))}
      </select>
    </label>
  );
}

function actionOf(action: ActionName, fields: FormData): AuthorAction {
  const text = (name: string) => String(fields.get(name) ?? '').trim();
  const until = new Date(Date.now() + Number(text('days')) * DAY * 1000).toISOString();
  return {
    action,
    ...(action === 'suspend' ? { until } : {}),
    ...(text('reason') ? { reason: text('reason') } : {}),
    ...(text('note') ? { note: text('note') } : {}),
    ...(Number(text('last')) ? { reject_last: Number(text('last')) } : {}),
  };
}
