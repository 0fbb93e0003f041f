// Where one writes a comment or a reply.

import type { Comment } from '@parley/shared/api';
import { isShell } from '../live/changes.ts';
import { Identity } from '../session/Identity.tsx';
import type { View } from '../view.ts';
import { Begun } from './Begun.tsx';
import { NudgeCard } from './NudgeCard.tsx';
import { TextField } from './TextField.tsx';
import { useSending } from './useSending.ts';

interface Props {
  view: View;
  parent?: Comment;
  onClose: () => void;
}

export function Composer({ view, parent, onClose }: Props) {
  const { words } = view;
  const { about } = view.state;
  const sending = useSending(view, parent?.id, onClose);
  const { draft, isBusy, nudge } = sending;
  const label = parent
    ? words.say('yourReply', { name: parent.author.name })
    : words.say('yourComment');
  return (
    <form
      class="composer"
      part="composer"
      onSubmit={(event) => {
        event.preventDefault();
        sending.send();
      }}
    >
      {!parent && !isBusy && <Begun view={view} onTake={sending.add} onError={sending.setError} />}
      <TextField
        view={view}
        label={label}
        text={draft.text}
        isBusy={isBusy}
        answered={parent?.text}
        onText={sending.write}
        onSend={sending.send}
      />
      <Identity
        view={view}
        name={sending.name}
        onName={sending.setName}
        isAnother={sending.isAnother}
        onAnother={sending.setAnother}
      />
      {about.premoderated && <p class="muted">{words.say('premoderated')}</p>}
      {about.newcomers_held_until && <p class="muted">{words.say('newcomersRead')}</p>}
      {!!about.slow_mode_seconds && <p class="muted">{words.say('slow')}</p>}
      {nudge && (
        <NudgeCard
          view={view}
          nudge={nudge}
          onEdit={() => sending.setNudge(null)}
          onPost={() => {
            sending.setNudge(null);
            sending.send();
          }}
        />
      )}
      <p class="error" role="alert">
        {parent && isShell(parent) && `${words.say('removed')} `}
        {sending.error}
      </p>
      {!nudge && (
        <div class="row">
          <span class="muted">{draft.text.trim() && sending.isKept && words.say('draftKept')}</span>
          <button type="button" class="quiet" disabled={isBusy} onClick={onClose}>
            {words.say('cancel')}
          </button>
          <button type="submit" class="primary" part="submit" aria-busy={isBusy}>
            {words.say(isBusy ? 'saving' : parent ? 'postReply' : 'post')}
          </button>
        </div>
      )}
    </form>
  );
}
