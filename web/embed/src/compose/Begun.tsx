// Replies that were begun and not sent: one goes on where the comment that they answer is, or, should
// it be gone, in the field where one writes anew.

import { isRemoved } from '@parley/shared/api';
import { get } from '@parley/shared/get';
import { Problem } from '@parley/shared/problems';
import { excerptOf } from '../excerpt.ts';
import { isShell } from '../live/changes.ts';
import { problemWords } from '../problemWords.ts';
import { forget } from '../storing.ts';
import { TOP } from '../thread/state.ts';
import type { View } from '../view.ts';
import { draftKey, draftsOfReplies } from './draft.ts';
import { useBusy } from './useBusy.ts';

interface Props {
  view: View;
  /** Takes the text of a reply that has nothing to stand below any more. */
  onTake: (text: string) => void;
  onError: (words: string) => void;
}

export function Begun({ view, onTake, onError }: Props) {
  const { thread, words } = view;
  const [isBusy, once] = useBusy();
  const { article } = thread.api;
  const goOn = async (parent: string, text: string, form: HTMLFormElement | null) => {
    try {
      if (await isThere(view, parent)) {
        thread.turnTo(TOP, null);
        await view.follow(parent);
        thread.turnTo(parent, 'reply');
        return;
      }
      forget(draftKey(article, parent));
      onTake(text);
      form?.querySelector('textarea')?.focus();
    } catch (problem) {
      onError(problemWords(words, problem));
    }
  };
  return draftsOfReplies(article)
    .filter(({ parent }) => !isBeingWritten(view, parent))
    .map(({ parent, text }) => (
      <p key={parent}>
        <button
          type="button"
          class="link"
          aria-busy={isBusy}
          onClick={({ currentTarget: { form } }) => once(() => goOn(parent, text, form))}
        >
          {words.say('resume')}
        </button>{' '}
        <bdi class="muted">{excerptOf(text)}</bdi>
      </p>
    ));
}

/** Whether its field is open, on the page. */
function isBeingWritten({ state }: View, parent: string): boolean {
  const item = state.items.get(parent);
  return state.tasks[parent] === 'reply' && item !== undefined && !isRemoved(item);
}

/** Whether others see the comment, so that it can be answered. */
async function isThere({ state, thread }: View, id: string): Promise<boolean> {
  const item = state.items.get(id);
  if (item) return !isRemoved(item) && !isShell(item);
  try {
    await get(thread.api.comment(id));
    return true;
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 404) return false;
    throw problem;
  }
}
