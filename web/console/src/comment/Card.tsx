// The card: the comment in focus with what one needs to decide, and the buttons for it.

import { useEffect, useRef } from 'preact/hooks';
import { takeOver } from '../queue/claim.ts';
import { showNow } from '../queue/deciding.ts';
import { desk, focusOn, type Row } from '../queue/desk.ts';
import type { Item } from '../queue/item.ts';
import { around, elsewhereWords, holderOf, lookersOf } from '../queue/looking.ts';
import type { Asking } from '../queue/Page.tsx';
import { Icon } from '../shell/icons.tsx';
import { roleHere } from '../shell/session.ts';
import { useStore } from '../shell/store.ts';
import { ago, exactly, languageName, listOf, say } from '../shell/words.ts';
import { Actions } from './Actions.tsx';
import { ArticleLink } from './ArticleLink.tsx';
import { Body } from './Body.tsx';
import { Earlier } from './Earlier.tsx';
import { Author, Findings, PastDecisions, Reports, Scores, Similar } from './Evidence.tsx';
import { veil } from './veil.ts';

interface Props {
  row: Row;
  isWholeGroup: boolean;
  onAsk: (asking: Asking) => void;
}

export function Card({ row, isWholeGroup, onAsk }: Props) {
  const { item } = row;
  const scroll = useRef<HTMLDivElement>(null);
  useStore(veil);
  useEffect(() => scroll.current?.scrollTo(0, 0), [item.id]);
  return (
    <aside class="card" aria-label={say('cardBy', { name: item.author.name })}>
      <div class="card-scroll" ref={scroll}>
        <Head item={item} />
        {row.elsewhere && (
          <p class="conflict" role="status">
            {elsewhereWords(row.elsewhere)}{' '}
            <button type="button" onClick={() => showNow(row)}>
              {say('showNow')}
            </button>
          </p>
        )}
        {row.conflict && !row.elsewhere && (
          <p class="conflict" role="status">
            {row.conflict}
          </p>
        )}
        <Others item={item} />
        <Appeal item={item} />
        <Escalation item={item} />
        <Parents item={item} onOpen={() => onAsk('conversation')} />
        <Body item={item} />
        <Earlier item={item} />
        <div class="evidence">
          <Findings item={item} />
          <Reports item={item} />
          <Scores item={item} />
          <Similar item={item} isWholeGroup={isWholeGroup} />
          <Author item={item} onOpen={() => onAsk('author')} />
          <PastDecisions item={item} />
        </div>
      </div>
      <Actions row={row} isWholeGroup={isWholeGroup} onAsk={onAsk} />
    </aside>
  );
}

/** Who else is at it; who supervises may take it from them. */
function Others({ item }: { item: Item }) {
  useStore(around);
  const holder = holderOf(item);
  const names = lookersOf(item).filter((name) => name !== holder);
  return (
    <>
      {holder && (
        <p class="conflict">
          {say('heldBy', { name: holder })}{' '}
          {roleHere() === 'admin' && (
            <button type="button" onClick={() => void takeOver(item)}>
              {say('takeOver')}
              <kbd>T</kbd>
            </button>
          )}
        </p>
      )}
      {names.length > 0 && (
        <p class="muted" role="status">
          {say('lookedAtBy', { names: listOf(names) })}
        </p>
      )}
    </>
  );
}

function Head({ item }: { item: Item }) {
  return (
    <header class="card-head">
      <button
        type="button"
        class="quiet square card-back"
        aria-label={say('backToList')}
        onClick={() => focusOn(null)}
      >
        <Icon name="chevron" />
      </button>
      <p class="card-article">
        <ArticleLink item={item} />
      </p>
      <p class="muted">
        {desk.value.view.queue === 'all' && (
          <span class={`stamp fate-${item.status}`}>{say(`status_${item.status}`)}</span>
        )}{' '}
        <time dateTime={item.created_at} title={exactly(item.created_at)}>
          {ago(item.created_at)}
        </time>
        {item.edited_at && <span> · {say('edited')}</span>}
        {item.language && <span> · {languageName(item.language)}</span>}
        {item.featured && <span class="featured"> · {say('featured')}</span>}
      </p>
    </header>
  );
}

function Parents({ item, onOpen }: { item: Item; onOpen: () => void }) {
  const parents = item.parents ?? [];
  if (!parents.length) {
    return item.parent_id ? <p class="muted">{say('isReply')}</p> : null;
  }
  return (
    <>
      <ol class="parents" aria-label={say('inReplyTo')}>
        {parents.map((each) => (
          <li key={each.id}>
            <Icon name="reply" />
            <p dir={each.direction}>
              <strong>
                <bdi>{each.name}</bdi>
              </strong>{' '}
              {each.status !== 'published' && <em>{say(`status_${each.status}`)}</em>}{' '}
              <span class="excerpt">{each.excerpt}</span>
            </p>
          </li>
        ))}
      </ol>
      <button type="button" class="quiet" onClick={onOpen}>
        {say('keyConversation')}
        <kbd>c</kbd>
      </button>
    </>
  );
}

function Appeal({ item }: { item: Item }) {
  const { appeal } = item;
  if (!appeal) return null;
  return (
    <section class="appeal">
      <h2 class="label">{say('appealTitle', { when: ago(appeal.created_at) })}</h2>
      <p dir="auto">{appeal.text}</p>
      {appeal.is_own_decision && <p class="problem">{say('problem_own_decision')}</p>}
    </section>
  );
}

function Escalation({ item }: { item: Item }) {
  const { escalation } = item;
  if (!escalation) return null;
  return (
    <section class="appeal">
      <h2 class="label">{say('escalatedBy', { name: escalation.by, when: ago(escalation.at) })}</h2>
      {escalation.note && <p dir="auto">{escalation.note}</p>}
    </section>
  );
}
