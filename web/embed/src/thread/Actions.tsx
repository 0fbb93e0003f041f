// What a reader can do with a comment: vote, answer, report.

import type { Comment } from '@parley/shared/api';
import { Icon } from '../icons.tsx';
import type { View } from '../view.ts';

interface Props {
  comment: Comment;
  isOwn: boolean;
  view: View;
}

export function Actions({ comment, isOwn, view }: Props) {
  const { words, state, thread, participant } = view;
  const { id, author } = comment;
  const isPublic = comment.status === 'published';
  const act = (task: 'reply' | 'report', label?: string) => {
    const isOn = state.tasks[id] === task;
    return (
      <button
        type="button"
        aria-expanded={isOn}
        aria-busy={isOn && !participant}
        aria-label={label}
        onPointerEnter={view.join}
        // nobody takes back what is not there yet: a second press is impatience
        onClick={() => thread.turnTo(id, isOn && participant ? null : task)}
      >
        {words.say(task)}
      </button>
    );
  };
  return (
    <div class="actions" part="actions">
      {isPublic && ([1, -1] as const).map((value) => vote(comment, isOwn, view, value))}
      {isPublic && state.isOpen && act('reply', words.say('replyTo', { name: author.name }))}
      {isPublic && !isOwn && !state.flags.has(id) && act('report')}
      {participant && <participant.OwnActions comment={comment} view={view} />}
    </div>
  );
}

function vote({ id, votes }: Comment, isOwn: boolean, view: View, value: 1 | -1) {
  const { words, state } = view;
  const name = value > 0 ? 'up' : 'down';
  const count = votes[name];
  return (
    <button
      key={name}
      type="button"
      class="vote"
      part="vote"
      disabled={isOwn}
      aria-pressed={state.votes[id] === value}
      aria-label={words.say(name, { n: count })}
      onClick={() =>
        view.join().then(
          (participant) => participant.vote(id, value),
          () => undefined,
        )
      }
    >
      <Icon name={name} />
      {count > 0 && <span aria-hidden="true">{count.toLocaleString(words.locale)}</span>}
    </button>
  );
}
