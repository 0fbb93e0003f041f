// Watches one's own comment until somebody, or the model, has judged it.

import type { Comment } from '@parley/shared/api';
import { call } from '@parley/shared/http';
import { Problem } from '@parley/shared/problems';
import type { Session } from '../session/session.ts';

const FIRST = 600; // milliseconds until the first look
const LONGEST = 15_000; // and at most between two

type Judged = (comment: Comment) => void;

/** Looks until the comment leaves `submitted`; returns what stops it. */
export function follow(session: Session, url: string, onJudged: Judged): () => void {
  return watch(async () => {
    const own = await askOwn(session, url);
    return own.status === 'submitted' ? null : own;
  }, onJudged);
}

/** Looks until others see the newest revision, or a person has to look at it first. */
export function followEdit(session: Session, url: string, onJudged: Judged): () => void {
  return watch(async () => {
    const own = await askOwn(session, url);
    if (own.status !== 'published') return own;
    const shown = await call<Comment>(url); // as everybody sees it
    return shown.revision < own.revision ? null : own;
  }, onJudged);
}

function askOwn(session: Session, url: string): Promise<Comment> {
  return session.as((bearer) => call<Comment>(url, { bearer }));
}

function watch(look: () => Promise<Comment | null>, onJudged: Judged): () => void {
  let wait = FIRST;
  let timer: ReturnType<typeof setTimeout>;
  let isStopped = false;
  const next = async () => {
    const found = await look().catch(finalOnly);
    if (isStopped || found === 'final') return;
    if (found) return onJudged(found);
    wait = Math.min(LONGEST, wait * 1.4);
    timer = setTimeout(next, wait);
  };
  timer = setTimeout(next, wait);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** `final` when asking again cannot help. */
function finalOnly(problem: unknown): 'final' | null {
  if (!(problem instanceof Problem)) throw problem;
  return problem.status >= 400 && problem.status < 429 ? 'final' : null;
}
