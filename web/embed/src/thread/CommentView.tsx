// One comment: who, when, what, and what one can do with it.

import { type Comment, isRemoved } from '@parley/shared/api';
import { setTrustedHtml } from '@parley/shared/trusted';
import type { View } from '../view.ts';
import { Actions } from './Actions.tsx';
import { Byline } from './Byline.tsx';
import { DEEPEST } from './tree.ts';

interface Props {
  comment: Comment;
  view: View;
  size: number;
}

export function CommentView({ comment, view, size }: Props) {
  const { state, words, participant } = view;
  const { id } = comment;
  const task = participant && state.tasks[id];
  const isOwn = state.own.has(id);
  const parent = comment.depth > DEEPEST && state.items.get(comment.parent_id ?? '');
  return (
    <article class={`comment ${comment.status}`} part="comment">
      <Byline comment={comment} isOwn={isOwn} view={view} size={size} />
      {!state.collapsed.has(id) && (
        <>
          {parent && !isRemoved(parent) && (
            <a class="answers" href={`#parley-${parent.id}`}>
              {words.say('inReplyTo', { name: parent.author.name })}
            </a>
          )}
          {task !== 'edit' && <Body key={comment.html} comment={comment} />}
          {participant && isOwn && <participant.Standing comment={comment} view={view} />}
          {task !== 'edit' && <Actions comment={comment} isOwn={isOwn} view={view} />}
          {participant && task && <participant.Doing comment={comment} task={task} view={view} />}
        </>
      )}
    </article>
  );
}

/** Drawn anew when its HTML changes: the key says so. */
function Body({ comment: { html, direction, language } }: { comment: Comment }) {
  return (
    <div
      ref={(place) => {
        if (place) setTrustedHtml(place, html);
      }}
      class="body"
      part="body"
      dir={direction}
      lang={language && language !== 'und' ? language : undefined}
    />
  );
}
