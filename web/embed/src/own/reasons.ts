// Why a comment waits or is not shown, in words a reader understands.

import type { Reason } from '@parley/shared/api';
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

/** The reasons we have words for; a person's decision stands for all others. */
export function reasonWords(words: Words, reasons: readonly Reason[]): string[] {
  const keys = new Set(reasons.map((reason) => KEYS[reason.code] ?? 'reasonModerator'));
  return [...keys].map((key) => words.say(key));
}
