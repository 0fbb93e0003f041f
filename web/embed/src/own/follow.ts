// Watches one's own comment until somebody, or the model, has judged it.

import type { Comment } from '@parley/shared/api';
import { call } from '@parley/shared/http';
import { Problem } from '@parley/shared/problems';
import type { Session } from '../session/session.ts';

const FIRST = 600; // milliseconds until the first look
const LONGEST = 15_000; // and at most between two

/** Looks until the comment leaves `submitted`; returns what stops it. */
export function follow(
  session: Session,
  url: string,
  onJudged: (comment: Comment) => void,
): () => void {
  let wait = FIRST;
  let timer: ReturnType<typeof setTimeout>;
  let isStopped = false;
  const look = async () => {
    try {
      const comment = await session.as((bearer) => call<Comment>(url, { bearer }));
      if (isStopped) return;
      if (comment.status !== 'submitted') return onJudged(comment);
    } catch (problem) {
      if (isFinal(problem)) return;
    }
    wait = Math.min(LONGEST, wait * 1.4);
    if (!isStopped) timer = setTimeout(look, wait);
  };
  timer = setTimeout(look, wait);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** Whether asking again cannot help. */
function isFinal(problem: unknown): boolean {
  return !(problem instanceof Problem) || (problem.status >= 400 && problem.status < 429);
}
