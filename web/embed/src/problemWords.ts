// Problems in the reader's words. Codes are translated, messages of the service never shown.

import { Problem } from '@parley/shared/problems';
import type { Words, WriteKey } from './messages/words.ts';

const KEYS: Readonly<Record<string, WriteKey>> = {
  offline: 'errorOffline',
  unavailable: 'errorOffline',
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
};

export function problemWords(words: Words, problem: unknown): string {
  if (!(problem instanceof Problem)) return words.say('errorOther');
  return words.say(KEYS[problem.code] ?? 'errorOther', { n: problem.wait || 10 });
}
