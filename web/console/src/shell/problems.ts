// Errors in the moderator's words, by code.

import { Problem } from '@parley/shared/problems';
import { say, sayIfKnown } from './words.ts';

export function problemWords(problem: unknown): string {
  if (!(problem instanceof Problem)) throw problem;
  return codeWords(problem.code, problem.status);
}

export function codeWords(code: string, status = 0): string {
  const known = sayIfKnown(`problem_${code}`);
  if (known) return known;
  return say(status >= 500 ? 'problem_server' : 'problem_other', { code });
}
