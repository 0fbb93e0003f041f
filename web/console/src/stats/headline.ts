// The headline figures: what each is, how it changed, where it leads.

import { mayModerate, roleHere } from '../shell/session.ts';
import { type Bucket, both, changeOf, type Listed, type Statistics, shareOf } from './figures.ts';
import { count, length, NOTHING, percent, signed } from './shows.ts';
import { type Key, tell } from './words.ts';

interface Change {
  text: string;
  mood: 'good' | 'bad' | 'even';
}

export interface Tile {
  name: string;
  meaning: string;
  value: string;
  details: string[];
  /** Against the period before: how it is written, and whether that is good news. */
  change?: Change | null;
  /** Its course over the range. */
  course?: readonly (number | null)[];
  /** The figure whose threads are behind it. */
  threads?: Listed;
  /** Where something can be done about it. */
  action?: { label: string; path: string };
}

type Mood = 1 | 0 | -1; // whether more of it is good, neither or bad

export function tilesOf(found: Statistics, scope: string): Tile[] {
  const { totals: now, previous: before, buckets } = found;
  const course = (value: (bucket: Bucket) => number | null | undefined) =>
    buckets.map((each) => value(each) ?? null);
  const tile = (name: Key, meaning: Key, value: string, more: Partial<Tile>): Tile => ({
    name: tell(name),
    meaning: tell(meaning),
    value,
    details: [],
    ...more,
  });
  const held = both(now.held);
  const rejected = both(now.rejected);
  const waits = now.seconds_to_publication;
  return [
    tile('comments', 'commentsMeaning', count(now.comments), {
      details: [ifKnown('areReplies', now.reply_share)],
      change: changed(now.comments, before.comments, 1),
      course: course((each) => each.comments),
      threads: 'comments',
    }),
    tile('commenters', 'commentersMeaning', people(now.commenters), {
      details: [newcomers(now), ifKnown('cameBack', now.returned_after_7.share)],
      change: changed(now.commenters, before.commenters, 1),
      ...(found.by === 'day' ? { course: course((each) => each.commenters) } : {}),
    }),
    tile('conversations', 'conversationsMeaning', count(now.conversations), {
      details: [ifKnown('answered', now.reply_rate)],
      change: changed(now.conversations, before.conversations, 1),
      course: course((each) => each.conversations),
      threads: 'conversations',
    }),
    tile('views', 'viewsMeaning', count(now.views), {
      // above all of them: who wrote was never counted as a viewer, by import or without the embed
      details: [ifKnown('writing', (now.writing_share ?? 0) <= 1 ? now.writing_share : null)],
      change: changed(now.views, before.views, 1),
      threads: 'views',
    }),
    tile('held', 'heldMeaning', count(held), {
      details: [ifKnown('ofComments', shareOf(held, now.comments)), whom(now.held)],
      change: changed(held, both(before.held), 0),
      course: course((each) => both(each.held)),
      threads: 'held',
      ...act('openHeld', `queue/held${scope}`),
    }),
    tile('rejected', 'rejectedMeaning', count(rejected), {
      details: [ifKnown('ofComments', shareOf(rejected, now.comments)), whom(now.rejected)],
      change: changed(rejected, both(before.rejected), 0),
      course: course((each) => both(each.rejected)),
      threads: 'rejected',
    }),
    tile('wait', 'waitMeaning', length(waits.p50), {
      details: [
        waits.p99 === null
          ? ''
          : tell('slowest', { n: count(99), all: count(100), time: length(waits.p99) }),
        waiting(found),
      ],
      change: changed(waits.p50, before.seconds_to_publication.p50, -1),
      course: course((each) => each.seconds_to_publication.p50),
      ...act('seeTeam', 'health'),
    }),
    tile('toxicShare', 'toxicMeaning', percent(now.toxic_share), {
      details: [tell('ofScored', { n: now.scored })],
      change: changed(now.toxic_share, before.toxic_share, -1),
      course: course((each) => each.toxic_share),
      threads: 'toxic',
      action: { label: tell('tune'), path: 'policy' },
    }),
    tile('handled', 'handledMeaning', count(now.moderation.handled), {
      details: [
        tell('covered', { n: now.moderation.hours_covered }),
        ifKnown('overturned', now.moderation.overturn_rate),
      ],
      change: changed(now.moderation.handled, before.moderation.handled, 0),
      course: course((each) => each.moderation.handled),
      threads: 'handled',
      ...(roleHere() === 'admin'
        ? { action: { label: tell('assign'), path: 'settings/staff' } }
        : {}),
    }),
    tile('flags', 'flagsMeaning', count(now.flags), {
      details: [ifKnown('ofComments', shareOf(now.flags, now.comments))],
      change: changed(now.flags, before.flags, -1),
      course: course((each) => each.flags),
      threads: 'flags',
      ...act('openReported', `queue/reported${scope}`),
    }),
  ];
}

/** A share in words; nothing where there is nothing to have a share of. */
function ifKnown(name: Key, share: number | null): string {
  return share === null ? '' : tell(name, { share: percent(share) });
}

/** Only whoever moderates here is led to the queues. */
function act(label: Key, path: string): Pick<Tile, 'action'> {
  return mayModerate() ? { action: { label: tell(label), path } } : {};
}

function changed(now: number | null, before: number | null, mood: Mood): Change | null {
  if (now === null || before === null) return null;
  const change = changeOf(now, before);
  if (change === null) return null;
  const text = tell('before', { change: signed(change) });
  if (!mood || Math.abs(change) < 0.005) return { text, mood: 'even' };
  return { text, mood: change * mood > 0 ? 'good' : 'bad' };
}

const people = (value: number | null): string => (value === null ? tell('hidden') : count(value));

const newcomers = (now: Statistics['totals']): string =>
  now.new_commenters === null ? '' : tell('newCommenters', { n: now.new_commenters });

const whom = (figure: { machine: number; people: number }): string =>
  tell('byWhom', { machine: count(figure.machine), people: count(figure.people) });

function waiting({ waiting: now }: Statistics): string {
  const number = now.held + now.submitted;
  return tell('waitingNow', { n: number, time: number ? length(now.oldest_seconds) : NOTHING });
}
