// Why a comment waits or is not shown, in words a reader understands.

import type { Reason, Status } from '@parley/shared/api';
import type { Words, WriteKey } from '../messages/words.ts';

const KEYS: Readonly<Record<string, WriteKey>> = {
  links: 'reasonLinks',
  words: 'reasonWords',
  toxicity: 'reasonScores',
  scores: 'reasonScores',
  unscored_language: 'reasonLanguage',
  language: 'reasonLanguage',
  repeat: 'reasonRepeat',
  copies: 'reasonRepeat',
  premoderate: 'reasonPremoderated',
  history: 'reasonHistory',
  flagged: 'reasonReports',
  scoring_failed: 'reasonFailed',
  edited: 'reasonEdited',
};

/** The reasons in one phrase, empty without any; a person's decision stands for all that we have no
 * words for. */
export function reasonWords(words: Words, status: Status, reasons: readonly Reason[]): string {
  const keys = new Set(reasons.map(({ code }) => keyOf(code, status)));
  const told = [...keys].map((key) => words.say(key));
  return new Intl.ListFormat(words.locale).format(told);
}

/** A listed word that rejects is another one than a word that a moderator is to look at. */
function keyOf(code: string, status: Status): WriteKey {
  if (code === 'words' && status === 'rejected') return 'reasonBanned';
  return KEYS[code] ?? 'reasonModerator';
}
