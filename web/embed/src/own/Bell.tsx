// The bell beside the heading, with how much is new, and what it opens: replies and decisions.

import type { Comment } from '@parley/shared/api';
import { relativeTime } from '@parley/shared/time';
import { useEffect, useState } from 'preact/hooks';
import { useBusy } from '../compose/useBusy.ts';
import { excerptOf } from '../excerpt.ts';
import type { Participant } from '../participant.tsx';
import { NOTICES } from '../thread/state.ts';
import type { View } from '../view.ts';
import { type Notice, noticeKey, noticeLink } from './notices.ts';
import { OwnData } from './OwnData.tsx';

export function Bell({ view }: { view: View }) {
  const { state, words, thread } = view;
  const { notices } = view.participant as Participant;
  const { unread } = notices;
  const isOpen = NOTICES in state.tasks;
  const label = words.say('noticesTitle');
  // somebody answers while one reads
  const answers = state.fresh.filter(({ parent_id }) => state.own.has(parent_id ?? '')).length;
  useEffect(() => {
    if (answers) notices.load().catch(() => undefined);
  }, [answers]);
  return (
    <button
      type="button"
      class="bell"
      part="bell"
      aria-expanded={isOpen}
      aria-label={unread ? `${label}: ${words.say('noticesNew', { n: unread })}` : label}
      title={label}
      onClick={() => thread.turnTo(NOTICES, isOpen ? null : 'notices')}
    >
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
        <path d="M8 2a4 4 0 0 0-4 4v2.5L2.8 11h10.4L12 8.5V6a4 4 0 0 0-4-4M6.6 13.2a1.5 1.5 0 0 0 2.8 0" />
      </svg>
      {unread > 0 && (
        <span class="count" aria-hidden="true">
          {unread.toLocaleString(words.locale)}
        </span>
      )}
    </button>
  );
}

const FEW = 5; // of one's own comments at once

/** What the bell opens, and what it leads to. To open it is to have seen it. */
export function NoticeList({ view }: { view: View }) {
  const task = view.state.tasks[NOTICES];
  if (!task) return null;
  return task === 'data' ? <OwnData view={view} /> : <Opened view={view} />;
}

function Opened({ view }: { view: View }) {
  const { words, thread } = view;
  const participant = view.participant as Participant;
  const { notices } = participant;
  const [isBusy, once] = useBusy();
  const [before] = useState(() => new Set(notices.items.filter((it) => it.is_read)));
  const [isLoaded, setLoaded] = useState(false);
  useEffect(() => {
    const shown = () => setLoaded(true);
    participant.loadMine().then(shown, shown); // something may have been decided since
  }, []);
  useEffect(() => {
    if (isLoaded) notices.see().catch(() => undefined);
  }, [notices.items, isLoaded]);
  const more = () => once(() => notices.more().catch(() => undefined));
  const close = () => {
    thread.turnTo(NOTICES, null);
    view.box.querySelector<HTMLElement>('.bell')?.focus();
  };
  return (
    <section class="notices" part="notices" aria-label={words.say('noticesTitle')}>
      <div class="row">
        <strong>{words.say('noticesTitle')}</strong>
        <button type="button" class="quiet" onClick={close}>
          {words.say('close')}
        </button>
      </div>
      {!notices.items.length && <p class="muted">{words.say('noticesNone')}</p>}
      <ul class="told">
        {notices.items.map((notice) => (
          <Told key={notice.id} notice={notice} isNew={!before.has(notice)} view={view} />
        ))}
      </ul>
      {notices.cursor && (
        <button type="button" class="more" aria-busy={isBusy} onClick={more}>
          {words.say('showMore')}
        </button>
      )}
      {participant.mine.length > 0 && <Own view={view} />}
      <button type="button" class="link" onClick={() => thread.turnTo(NOTICES, 'data')}>
        {words.say('dataTitle')}
      </button>
    </section>
  );
}

function Told({ notice, isNew, view }: { notice: Notice; isNew: boolean; view: View }) {
  const { words, thread, state } = view;
  const key = noticeKey(notice.kind);
  if (!key) return null;
  const { article, excerpt, author } = notice;
  const link = noticeLink(notice, thread.api.key);
  return (
    <li class={isNew && !notice.is_read ? 'new' : ''}>
      {/* whose address the page has already, a link does not lead to again */}
      <a href={link} onClick={() => link === location.hash && view.follow()}>
        {words.say(key, { name: author?.name ?? '' })}
      </a>{' '}
      <span class="muted">
        {relativeTime(Date.parse(notice.created_at), state.now, words.locale)}
        {article && !link?.startsWith('#') && (
          <>
            {' · '}
            <bdi>{article.title}</bdi>
          </>
        )}
      </span>
      {excerpt && <p dir="auto">{excerpt}</p>}
    </li>
  );
}

/** What the reader has written here: it may lie on a page far down, or have been hidden from others. */
function Own({ view }: { view: View }) {
  const { words } = view;
  const { mine } = view.participant as Participant;
  const [shown, setShown] = useState(FEW);
  return (
    <>
      <ul class="mine">
        {mine.slice(0, shown).map((comment) => (
          <Written key={comment.id} comment={comment} view={view} />
        ))}
      </ul>
      {mine.length > shown && (
        <button type="button" class="more" onClick={() => setShown(shown + FEW)}>
          {words.say('showMore')}
        </button>
      )}
    </>
  );
}

function Written({ comment, view }: { comment: Comment; view: View }) {
  const { words, state } = view;
  const { status } = comment;
  const lead = (event: Event) => {
    event.preventDefault();
    (view.participant as Participant).lead(comment);
  };
  return (
    <li>
      <a href={`#parley-${comment.id}`} onClick={lead}>
        {words.say('yourComment')}
      </a>{' '}
      <span class="muted">
        {relativeTime(Date.parse(comment.created_at), state.now, words.locale)}
        {status !== 'published' && ` · ${words.say(status)}`}
      </span>
      <p dir="auto">{excerptOf(comment.text)}</p>
    </li>
  );
}
