// The whole discussion: heading, where one writes, the comments, and how to get more of them.

import type { Order } from '@parley/shared/api';
import { namesOf } from '../storage.ts';
import type { Viewed } from '../view.ts';
import { Conversation } from './Conversation.tsx';
import { Fetching } from './Fetching.tsx';
import { TOP } from './state.ts';

const ORDERS: readonly Order[] = ['newest', 'oldest', 'top'];

export function Discussion({ view }: Viewed) {
  const { state, words, participant } = view;
  const { phase } = state;
  return (
    <>
      <Heading view={view} />
      {participant && <participant.NoticeList view={view} />}
      {phase === 'ready' && !state.isOpen && <p class="notice">{words.say('closed')}</p>}
      {phase !== 'failed' && state.isOpen && <WriteHere view={view} />}
      {state.isLost && (
        <p class="notice" role="alert">
          {words.say('offline')}
        </p>
      )}
      {phase === 'loading' && <Skeleton view={view} />}
      {phase === 'failed' && <Failed view={view} />}
      {phase === 'ready' && <List view={view} />}
      <p class="unseen" role="status">
        {state.said}
      </p>
    </>
  );
}

function Heading({ view }: Viewed) {
  const { state, words, thread, participant, isKnown } = view;
  return (
    <header class="heading" part="heading">
      {/* drawn anew with its number: right to left, other words move their own edge */}
      <h2 key={state.count}>{words.say(state.count ? 'count' : 'comments', { n: state.count })}</h2>
      {isKnown && <span class="own">{participant && <participant.Bell view={view} />}</span>}
      <fieldset class="orders" part="orders">
        <legend class="unseen">{words.say('order')}</legend>
        {ORDERS.map((order) => (
          <button
            key={order}
            type="button"
            aria-pressed={state.order === order}
            onClick={() => thread.open(null, order)}
          >
            {words.say(order)}
          </button>
        ))}
      </fieldset>
    </header>
  );
}

function WriteHere({ view }: Viewed) {
  const { thread, state, words, participant } = view;
  const isWanted = state.tasks[TOP] === 'write';
  if (isWanted && participant) {
    return <participant.Writing view={view} />;
  }
  return (
    <button
      type="button"
      class="prompt"
      part="prompt"
      aria-busy={isWanted}
      onPointerEnter={view.join}
      onClick={() => thread.turnTo(TOP, 'write')}
    >
      {words.say(namesOf(`draft:${thread.api.article}`)[0] ? 'resume' : 'prompt')}
    </button>
  );
}

function List({ view }: Viewed) {
  const { thread, state, words } = view;
  const { fresh, roots } = state;
  return (
    <>
      {state.focus && (
        <div class="notice">
          {words.say('focused')}
          <Fetching view={view} name="all" label="showAll" fetch={view.showAll} />
        </div>
      )}
      {fresh.length > 0 && (
        <button type="button" class="pill" part="new-comments" onClick={view.showFresh}>
          {words.say('fresh', { n: fresh.length })}
        </button>
      )}
      {!roots.length && (
        <div class="empty">
          <p>{words.say('empty')}</p>
          {state.isOpen && <p class="muted">{words.say('emptyHint')}</p>}
        </div>
      )}
      <ol class="list" part="comments" aria-busy={state.isTurning}>
        {roots.map((id) => (
          <Conversation key={id} id={id} view={view} />
        ))}
      </ol>
      {state.cursor && (
        <Fetching view={view} name="more" label="more" fetch={() => thread.more()} />
      )}
    </>
  );
}

function Failed({ view }: Viewed) {
  const { thread, words, state } = view;
  return (
    <div class="empty" role="alert">
      <p>{words.say(navigator.onLine ? 'failed' : 'offline')}</p>
      <button
        type="button"
        class="more"
        aria-busy={state.isTurning}
        onClick={() => thread.open(null)}
      >
        {words.say('retry')}
      </button>
    </div>
  );
}

/** The shape of what is to come, so that nothing jumps when it does. */
function Skeleton({ view }: Viewed) {
  return (
    <div class="skeleton">
      <p class="unseen" role="status">
        {view.words.say('loading')}
      </p>
      {[1, 2, 3].map((row) => (
        <div key={row} aria-hidden="true">
          <i />
          <b />
          <b />
        </div>
      ))}
    </div>
  );
}
