// What every component is given: the discussion as it stands, the words, and the part for taking
// part (session, votes, composer), which is fetched at the first wish for it.

import type { Config } from './config.ts';
import type { Words } from './messages/words.ts';
import type { Participant } from './participant.tsx';
import type { State } from './thread/state.ts';
import type { Thread } from './thread/thread.ts';

export interface View {
  thread: Thread;
  state: State;
  words: Words;
  config: Config;
  /** What everything is drawn into. */
  box: HTMLElement;
  /** Somebody was here before: room is kept for their bell. */
  isKnown: boolean;
  /** Null until somebody wants to take part. */
  participant: Participant | null;
  /** Fetches the part for taking part. Rejects when it does not come. */
  join(): Promise<Participant>;
  /** Sets in the comments that came meanwhile. */
  showFresh(): void;
  /** Ends the look at one comment: shows the rest of its conversation. */
  showAll(): Promise<void>;
  /** Leads to a comment: without an id to the one that the page's address names. */
  follow(id?: string | null): Promise<void>;
  /** The publisher's JWT of this moment, null without. */
  publisherToken(): string | null;
}

export interface Viewed {
  view: View;
}
