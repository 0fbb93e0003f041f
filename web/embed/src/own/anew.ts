// A text that was not published, to be worded otherwise: it is a draft again, where it stood.

import { type Comment, isRemoved } from '@parley/shared/api';
import { draftKey, loadDraft, newKey, saveDraft } from '../compose/draft.ts';
import { TOP } from '../thread/state.ts';
import type { View } from '../view.ts';

export function writeAnew({ thread }: View, { parent_id, text }: Comment): void {
  const answered = thread.state.items.get(parent_id ?? '');
  const isThere = answered && !isRemoved(answered) && answered.status === 'published';
  const at = isThere ? answered.id : TOP;
  const key = draftKey(thread.api.article, at || undefined);
  const begun = loadDraft(key).text.trim(); // another thought is not lost for it
  const anew = begun && begun !== text.trim() ? `${begun}\n\n${text}` : text;
  saveDraft(key, { text: anew, key: newKey() });
  thread.turnTo(at, null);
  setTimeout(() => thread.turnTo(at, at ? 'reply' : 'write')); // drawn anew, with that draft
}
