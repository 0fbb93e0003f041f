// What one can do with one's own comment, what one has reported already, and what did not work.

import type { Comment } from '@parley/shared/api';
import type { Participant } from '../participant.tsx';
import type { State } from '../thread/state.ts';
import type { View } from '../view.ts';

export function OwnActions({ comment, view }: { comment: Comment; view: View }) {
  const { trouble } = view.participant as Participant;
  return (
    <>
      <Possible comment={comment} view={view} />
      {trouble?.id === comment.id && (
        <p class="error trouble" role="alert">
          {trouble.words}
        </p>
      )}
    </>
  );
}

function Possible({ comment, view }: { comment: Comment; view: View }) {
  const { words, state, thread } = view;
  const { id } = comment;
  const act = (task: 'edit' | 'remove') => {
    const isOn = state.tasks[id] === task;
    return (
      <button
        type="button"
        aria-expanded={isOn}
        onClick={() => thread.turnTo(id, isOn ? null : task)}
      >
        {words.say(task)}
      </button>
    );
  };
  if (state.flags.has(id)) return <span class="muted">{words.say('reported')}</span>;
  if (!state.own.has(id)) return null;
  return (
    <>
      {mayEdit(comment, state) && act('edit')}
      {act('remove')}
    </>
  );
}

/** As the service decides: a text that waits, too, is changed only while the discussion is open. */
function mayEdit({ status, created_at }: Comment, { now, about, isOpen }: State): boolean {
  const { edit_minutes: minutes = Infinity } = about;
  return isOpen && status !== 'rejected' && now - Date.parse(created_at) < minutes * 60_000;
}
