// Problems in the reader's words. Codes are translated, messages of the service never shown.

import { Problem } from '@parley/shared/problems';
import type { Words, WriteKey } from './messages/words.ts';

const KEYS: Readonly<Record<string, WriteKey>> = {
  too_fast: 'errorTooFast',
  repeated: 'errorRepeated',
  article_closed: 'errorClosed',
  banned: 'errorBanned',
  suspended: 'errorSuspended',
  too_long: 'errorTooLong',
  too_short: 'errorTooShort',
  too_many_links: 'errorLinks',
  stale_revision: 'errorStale',
  illegal_move: 'errorLate',
  outside_origins: 'errorOrigin',
  guests_refused: 'errorGuests',
  name_taken: 'errorName',
  session_required: 'signInFailed',
  sign_in_over: 'signInOver',
};

/** Whether nobody answered, or only a proxy that finds nobody behind it: it may be over in a moment. */
export function isAway({ status }: Problem): boolean {
  return status === 0 || (status >= 502 && status <= 504);
}

export function problemWords(words: Words, problem: unknown): string {
  if (!(problem instanceof Problem)) return words.say('errorOther');
  if (isAway(problem)) return words.say('errorOffline');
  return words.say(KEYS[problem.code] ?? 'errorOther', { n: problem.wait || 10 });
}

/** Of a vote: there is no text that could be kept, and no other try than the reader's own. */
export function voteProblem(words: Words, problem: unknown): string {
  const code = problem instanceof Problem ? problem.code : '';
  const isTheirs = ['too_fast', 'banned', 'suspended', 'article_closed', 'sign_in_over'].includes(
    code,
  );
  return isTheirs ? problemWords(words, problem) : words.say('errorVote');
}
