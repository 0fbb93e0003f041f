// The rail: each queue with what waits in it and for how long; the claim below.

import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../shell/icons.tsx';
import { linkTo } from '../shell/route.ts';
import { useStore } from '../shell/store.ts';
import { duration, number, say, spoken } from '../shell/words.ts';
import { claim, giveClaimBack, takeNext } from './claim.ts';
import { counts } from './counts.ts';
import { QUEUES, type QueueName } from './item.ts';
import { outbox } from './outbox.ts';
import { SavedQueues } from './SavedQueues.tsx';
import { changed, pathOf, type View } from './view.ts';

interface Props {
  view: View;
  onLook: (change: Partial<View>) => void;
}

export function Queues({ view, onLook }: Props) {
  useStore(counts);
  const nav = useRef<HTMLElement>(null);
  // on a phone they do not all fit: the one that is open is in sight
  useEffect(() => {
    nav.current
      ?.querySelector('[aria-current]')
      ?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [view.queue]);
  return (
    <nav ref={nav} class="queues" aria-label={say('navQueues')}>
      <ul>
        {QUEUES.map((queue) => (
          <li key={queue}>
            <QueueLink queue={queue} view={view} />
          </li>
        ))}
      </ul>
      <SavedQueues view={view} onLook={onLook} />
      {view.queue !== 'all' && <Claim />}
      <Sending />
    </nav>
  );
}

function QueueLink({ queue, view }: { queue: QueueName; view: View }) {
  const count = counts.value.queues[queue];
  const isHere = queue === view.queue;
  return (
    <a
      {...linkTo(pathOf(changed(view, { queue, filters: {} })))}
      aria-current={isHere ? 'page' : undefined}
      class={count?.count || queue === 'all' ? '' : 'is-empty'}
      data-queue={queue}
      title={say(`about_${queue}`)}
    >
      <span class="queue-name">{say(`queue_${queue}`)}</span>
      <span class="queue-count">
        {count ? number(count.count) + (count.is_capped ? '+' : '') : ''}
      </span>
      <span class="queue-age">
        {count?.count ? say('waitsFor', { time: duration(count.oldest_seconds) }) : ''}
      </span>
    </a>
  );
}

function Claim() {
  const { holder, until, hasLapsed } = useStore(claim);
  return (
    <div class="claim">
      {holder && <p class="muted">{say('heldUntil', { time: clock(until) })}</p>}
      {hasLapsed && (
        <p class="problem" role="status">
          {say('claimRanOut')}
        </p>
      )}
      {holder ? (
        <button type="button" onClick={() => void giveClaimBack(true)}>
          {say('giveBack')}
        </button>
      ) : (
        <button type="button" onClick={() => void takeNext()} title={say('takeHint')}>
          {say('keyTake')}
          <kbd>t</kbd>
        </button>
      )}
    </div>
  );
}

/** The time of day, in minutes. */
const clock = (at: number): string =>
  new Intl.DateTimeFormat(spoken.value.locale, { timeStyle: 'short' }).format(at);

function Sending() {
  const { waiting, isStuck } = useStore(outbox);
  if (!isStuck || !waiting) return null;
  return (
    <p class="sending" role="status">
      <Icon name="notice" />
      {say('stuck', { n: waiting })}
    </p>
  );
}
