// Who wrote it and when, and the handle that hides the conversation below.

import type { Comment } from '@parley/shared/api';
import { fullTime, relativeTime } from '@parley/shared/time';
import type { View } from '../view.ts';

const HUES = 5; // classes h0 to h4

interface Props {
  comment: Comment;
  isOwn: boolean;
  size: number;
  view: View;
}

export function Byline({ comment, isOwn, size, view }: Props) {
  const { thread, words, state } = view;
  const { author } = comment;
  const isCollapsed = state.collapsed.has(comment.id);
  const badges = [...author.badges, ...(comment.featured ? ['featured'] : [])];
  return (
    <header class="byline" part="byline">
      <span class={`face h${hueOf(author.id)}`} aria-hidden="true">
        {[...author.name.trim()][0]?.toUpperCase()}
      </span>
      <bdi class="name" part="author">
        {author.name}
      </bdi>
      {isOwn && <span class="badge">{words.say('you')}</span>}
      {badges.map((badge) => (
        <span key={badge} class="badge" part="badge">
          {words.named(badge)}
        </span>
      ))}
      <Moment comment={comment} view={view} />
      {isCollapsed && <span class="muted">{words.say('hidden', { n: size })}</span>}
      {size > 0 && (
        <button
          type="button"
          class="fold"
          aria-expanded={!isCollapsed}
          aria-label={words.say(isCollapsed ? 'expand' : 'collapse')}
          onClick={() => thread.toggle(comment.id)}
        >
          {isCollapsed ? '+' : '−'}
        </button>
      )}
    </header>
  );
}

function Moment({ comment, view: { words, state } }: Pick<Props, 'comment' | 'view'>) {
  const full = (at: string) => fullTime(Date.parse(at), words.locale);
  const time = full(comment.created_at);
  return (
    <>
      <a
        class="moment"
        href={`#parley-${comment.id}`}
        title={time}
        aria-label={words.say('link', { time })}
      >
        {relativeTime(Date.parse(comment.created_at), state.now, words.locale)}
      </a>
      {comment.edited_at && (
        <span class="muted" title={full(comment.edited_at)}>
          {words.say('edited')}
        </span>
      )}
    </>
  );
}

function hueOf(id: string): number {
  return [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 0) % HUES;
}
