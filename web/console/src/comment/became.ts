// What a decision made of a comment, in words and as a stamp.

import type { Status } from '@parley/shared/api';
import { say, sayIfKnown } from '../shell/words.ts';

interface Decided {
  verb: string;
  before: Status;
  after: Status;
  reason: string | null;
}

/** What answers an appeal says so: a denied one is no second rejection. */
const appealWords = ({ verb, reason }: Decided): string | null => {
  if (reason !== 'appeal') return null;
  if (verb === 'publish') return say('appealUpheld');
  return verb === 'keep' ? say('appealDenied') : null;
};

/** What it became; of an act that changes no status, the act. */
export function becameWords(decision: Decided): string {
  const { verb, before, after } = decision;
  const act = appealWords(decision) ?? (before === after ? sayIfKnown(verb) : null);
  return act ?? sayIfKnown(`status_${after}`) ?? after;
}

/** In the colour of the status, where it has changed. */
export const stampOf = ({ before, after }: Decided): string =>
  before === after ? 'stamp' : `stamp fate-${after}`;
