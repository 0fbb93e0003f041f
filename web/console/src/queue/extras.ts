// Verbs beside the decisions: escalate, feature, appeals.

import { problemWords } from '../shell/problems.ts';
import { session } from '../shell/session.ts';
import { tell } from '../shell/toasts.ts';
import { post, remove } from '../shell/wire.ts';
import { say } from '../shell/words.ts';
import { askSoon } from './counts.ts';
import { remember, retire } from './deciding.ts';
import { changeRow, desk, type Fate, focusOn, type Row } from './desk.ts';
import type { Item } from './item.ts';
import { outbox } from './outbox.ts';

const fateOf = (status: Fate['status']): Fate => ({
  status,
  state: 'sending',
  batch: null,
  reason: null,
});

/** Hands rows to somebody senior. */
export function escalate(rows: readonly Row[], note: string): void {
  const able = rows.filter((row) => !row.fate);
  retire(
    able.map((row) => row.item.id),
    fateOf('escalated'),
  );
  for (const { item } of able) {
    const body = note ? { note } : {};
    deliver(item.id, () => post(`/review/comments/${item.id}/escalate`, body));
  }
  const ids = able.map(({ item }) => item.id);
  const takeBack = () => Promise.all(ids.map((id) => remove(`/review/comments/${id}/escalate`)));
  remember({ ids, batch: Promise.resolve(null), takeBack }, say('didEscalate', { n: able.length }));
}

export function judgeAppeal(row: Row, outcome: 'uphold' | 'deny', note?: string): void {
  const { appeal, id } = row.item;
  if (!appeal || row.fate) return;
  retire([id], fateOf(outcome === 'uphold' ? 'upheld' : 'denied'));
  const body = note ? { outcome, note } : { outcome };
  const answer = deliver(id, () => post<{ batch: string }>(`/review/appeals/${appeal.id}`, body));
  const batch = answer.then((answered) => answered?.batch ?? null);
  remember({ ids: [id], batch }, say(outcome === 'uphold' ? 'didUphold' : 'didDeny'));
}

/** The answer; null where the service said no, which the row then says. */
function deliver<T>(id: string, call: () => Promise<T>): Promise<T | null> {
  return outbox.send(call).then(
    (answer) => {
      changeRow(id, (row) => ({ fate: row.fate && { ...row.fate, state: 'sent' } }));
      askSoon();
      return answer;
    },
    (problem) => {
      const words = problemWords(problem);
      changeRow(id, { fate: null, conflict: words });
      if (!desk.value.focus) focusOn(id); // the card says it too
      tell({ kind: 'problem', text: words });
      return null;
    },
  );
}

/** Marks as worth reading, or takes the mark away. */
export async function feature(row: Row | undefined): Promise<void> {
  if (!row) return;
  const { item } = row;
  const featured = !item.featured;
  changeRow(item.id, { item: { ...item, featured } });
  try {
    await outbox.send(() => post<Item>(`/review/comments/${item.id}/feature`, { featured }));
    tell({ kind: 'done', text: say(featured ? 'didFeature' : 'didUnfeature') });
  } catch (caught) {
    changeRow(item.id, { item });
    tell({ kind: 'problem', text: problemWords(caught) });
  }
}

/** The same for all that are selected, else for the row in focus. */
export function featureChosen(): void {
  const { selected, focus, rows } = desk.value;
  const chosen = rows.filter(({ item }) =>
    selected.size ? selected.has(item.id) : item.id === focus,
  );
  // together they become what the first one is not
  const featured = !chosen[0]?.item.featured;
  for (const row of chosen) if (Boolean(row.item.featured) !== featured) void feature(row);
}

/** Opens or closes the discussion of an article. */
export async function setArticleState(item: Item, state: 'open' | 'closed'): Promise<void> {
  try {
    const { site } = session.value;
    const key = encodeURIComponent(item.article);
    await post(`/review/articles/${key}/state?site=${encodeURIComponent(site)}`, { state });
    tell({ kind: 'done', text: say(state === 'closed' ? 'didClose' : 'didOpen') });
  } catch (caught) {
    tell({ kind: 'problem', text: problemWords(caught) });
  }
}
