// How a text becomes a comment: a session, the article when nobody wrote below it yet, one POST that
// may be repeated safely.

import type { Comment } from '@parley/shared/api';
import { call } from '@parley/shared/http';
import { Problem } from '@parley/shared/problems';
import { pageFacts } from '../article.ts';
import { isAway } from '../problemWords.ts';
import type { Voice } from '../session/another.ts';
import { proven } from '../session/proven.ts';
import type { View } from '../view.ts';
import type { Draft } from './draft.ts';

const SOON = 8; // seconds one waits without being told; more is said
const RETRIES = [1_000, 3_000]; // milliseconds before trying again when no answer came

/** Posts the draft. Throws Problem; the draft is the caller's to keep. */
export async function post(
  view: View,
  voice: Voice,
  draft: Draft,
  parent?: string,
): Promise<Comment> {
  const { api } = view.thread;
  const body = {
    text: draft.text,
    ...(parent ? { parent_id: parent } : {}),
    ...(draft.nudge ? { nudge: draft.nudge } : {}),
  };
  const send = (bearer: string) =>
    proven((proof) =>
      call<Comment>(`${api.article}/comments`, {
        method: 'POST',
        body,
        bearer,
        key: draft.key,
        proof,
      }),
    );
  return patiently(() =>
    voice.as(async (bearer) => {
      try {
        return await send(bearer);
      } catch (problem) {
        if (!(problem instanceof Problem) || problem.status !== 404 || parent) throw problem;
      }
      await call(api.article, { method: 'PUT', body: pageFacts(view.config, document), bearer });
      return send(bearer);
    }),
  );
}

/** Tries again while no answer comes or the service says it will be back; waits where it asks for a
 * few seconds. */
export async function patiently<T>(run: () => Promise<T>): Promise<T> {
  for (const wait of RETRIES) {
    try {
      return await run();
    } catch (problem) {
      await new Promise((resolve) => setTimeout(resolve, patienceWith(problem, wait)));
    }
  }
  return run();
}

/** Milliseconds after which to try again. Throws the problem that no waiting mends. */
function patienceWith(problem: unknown, usual: number): number {
  if (!(problem instanceof Problem)) throw problem;
  const { code, wait } = problem;
  if (isAway(problem)) return usual;
  if (code === 'too_fast' && wait > 0 && wait <= SOON) return wait * 1_000;
  throw problem;
}

export interface Nudge {
  /** The words the score hangs on, as they stand in the text. */
  spans: string[];
  /** False: this reader is of the share that is shown none, so that the effect is known. */
  isShown: boolean;
  /** Goes with the comment, so that what followed is counted. */
  token: string | null;
}

interface PreviewAnswer {
  nudge?: boolean;
  held_out?: boolean;
  token?: string | null;
  spans?: { begin: number; end: number }[]; // code points
}

const NUDGE_PATIENCE = 1_500; // milliseconds; a slow check must not hold anyone up

/** What to ask the reader before posting; null for nothing, also when the service cannot say in time. */
export async function secondThought(view: View, voice: Voice, text: string): Promise<Nudge | null> {
  const { api, emit } = view.thread;
  const post = <T>(url: string, body: object) =>
    voice.as((bearer) => call<T>(url, { method: 'POST', body, bearer }));
  const asked = post<PreviewAnswer>(`${api.site}/previews`, { text });
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), NUDGE_PATIENCE));
  const answer = await Promise.race([asked.catch(() => null), late]);
  if (!answer?.nudge) return null;
  const { token = null } = answer;
  // counted only now: what came too late was not shown. Uncounted, the text goes all the same.
  if (token) await post(`${api.article}/nudges`, { token }).catch(() => null);
  const letters = [...text];
  const isShown = !answer.held_out;
  emit('nudged', { isShown });
  return {
    spans: (answer.spans ?? []).map(({ begin, end }) => letters.slice(begin, end).join('')),
    isShown,
    token,
  };
}
