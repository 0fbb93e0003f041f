// Decisions: shown at once, sent behind, brought back when the service says no.

import { Problem } from '@parley/shared/problems';
import { groupSize } from '../comment/copies.ts';
import { codeWords, problemWords } from '../shell/problems.ts';
import { takeBackDone, tell } from '../shell/toasts.ts';
import { get, post } from '../shell/wire.ts';
import { eitherOf, say } from '../shell/words.ts';
import { askSoon } from './counts.ts';
import {
  changeRow,
  desk,
  type Fate,
  focusBeyond,
  focusOn,
  isOpen,
  type Row,
  rowOf,
} from './desk.ts';
import { type Item, mayBe, type Verb } from './item.ts';
import { outbox } from './outbox.ts';
import { showRun } from './runs.ts';

export interface Why {
  reason?: string | null;
  note?: string | null;
}

export interface Result {
  id: string;
  ok: boolean;
  status?: Item['status'];
  code?: string;
}

export interface Decided {
  batch: string | null;
  results?: Result[];
}

/** Something of one's own that `z` can take back. */
export interface Done {
  /** Without those that the service refused. */
  ids: readonly string[];
  batch: Promise<string | null>;
  /** The batch, once the service has named it. */
  name?: string | null;
  /** How it is taken back when it is no batch. */
  takeBack?: () => Promise<unknown>;
}

const BECOMES: Readonly<Record<Verb, Fate['status']>> = {
  publish: 'published',
  hold: 'held',
  reject: 'rejected',
  keep: 'kept',
};
const VERBS = ['publish', 'hold', 'reject'] as const; // `keep` has its own queues
const done: Done[] = [];

/** Decides rows: they turn slim at once and the focus goes on. */
export function decide(verb: Verb, rows: readonly Row[], why: Why = {}): void {
  const able = rows.filter((row) => isOpen(row) && mayBe(row.item, verb));
  if (!able.length) {
    if (rows.length) tell({ kind: 'problem', text: whyNot(rows) });
    else showNow(rowOf(desk.value.focus));
    return;
  }
  const groupOf = desk.value.isWholeGroup && able.length === 1 ? able[0]?.item.id : undefined;
  const ids = able.map((row) => row.item.id);
  retire(ids, { status: BECOMES[verb], state: 'sending', batch: null, reason: why.reason ?? null });
  const body = {
    verb,
    ...(why.reason ? { reason: why.reason } : {}),
    ...(why.note ? { note: why.note } : {}),
    ...(groupOf ? { group_of: groupOf } : { items: able.map(({ item }) => asked(item)) }),
  };
  const batch = outbox
    .send(() => post<Decided>('/review/decisions', body))
    .then(
      (answer) => {
        entry.name = answer.batch;
        return settle(answer, entry, able, verb);
      },
      (problem) => {
        forget(entry);
        return giveBack(able, problem);
      },
    );
  const entry: Done = { ids, batch };
  const count = groupOf && able[0] ? groupSize(able[0].item) : able.length;
  remember(entry, say(DID[verb], { n: count }));
}

/** Which status they have, and what that allows. */
function whyNot(rows: readonly Row[]): string {
  const open = rows.filter((row) => !row.fate);
  if (!open.length) return say('decidedAlready');
  const told = open.map(({ item }) => {
    const status = say(`status_${item.status}`);
    const ways = VERBS.filter((verb) => mayBe(item, verb)).map((verb) => say(verb));
    return ways.length
      ? say('cannotBe', { status, ways: eitherOf(ways) })
      : say('cannotBeAnything', { status });
  });
  return [...new Set(told)].join(' ');
}

/** With the status that one saw, so that nobody is overruled unseen; `submitted` moves by itself. */
const asked = ({ id, revision, status }: Item) =>
  status === 'submitted' ? { id, revision } : { id, revision, status };

/** Turns rows slim and moves the focus beyond them. */
export function retire(ids: readonly string[], fate: Fate): void {
  const gone = new Set(ids);
  const focus = focusBeyond(gone);
  desk.set({
    rows: desk.value.rows.map((row) =>
      gone.has(row.item.id) ? { ...row, fate, elsewhere: null, conflict: null } : row,
    ),
    selected: new Set([...desk.value.selected].filter((id) => !gone.has(id))),
  });
  focusOn(focus);
}

const DID = {
  publish: 'didPublish',
  hold: 'didHold',
  reject: 'didReject',
  keep: 'didKeep',
} as const;

/** What `z` takes back from now on; told with its undo. */
export function remember(entry: Done, words: string): void {
  done.push(entry);
  tellDone(entry, words);
}

function tellDone(entry: Done, words: string): void {
  tell({
    kind: 'done',
    text: words,
    action: { label: say('undo'), key: 'z', run: () => undoEntry(entry) },
  });
}

/** Nothing of it was done, so that `z` means what was done before. */
function forget(entry: Done): void {
  const at = done.indexOf(entry);
  if (at >= 0) done.splice(at, 1);
}

/** A batch that was begun elsewhere: a range of scores, an author's last comments. */
export const rememberBatch = (name: string, ids: readonly string[] = []): number =>
  done.push({ ids, name, batch: Promise.resolve(name) });

function settle(answer: Decided, entry: Done, rows: readonly Row[], verb: Verb): string | null {
  const results = new Map((answer.results ?? []).map((each) => [each.id, each]));
  tellRefused([...results.values()], entry, verb);
  for (const { item } of rows) {
    const result = results.get(item.id);
    if (result && !result.ok) void bringBack(item.id, result.code ?? '');
    else settleRow(item.id, answer.batch, result?.status);
    results.delete(item.id);
  }
  retireCopies([...results.values()], answer.batch, verb);
  if (!answer.results && answer.batch) showRun(answer.batch); // a wave of thousands
  askSoon();
  return answer.batch;
}

/** Says once why some were refused, and what was done all the same. */
function tellRefused(results: readonly Result[], entry: Done, verb: Verb): void {
  const refused = results.filter(({ ok }) => !ok);
  if (!refused.length) return;
  const ids = new Set(refused.map(({ id }) => id));
  const decided = results.length - refused.length;
  const why = [...new Set(refused.map(({ code }) => codeWords(code ?? '')))].join(' ');
  entry.ids = entry.ids.filter((id) => !ids.has(id));
  takeBackDone();
  const count = say('batchFailed', { n: refused.length });
  tell({ kind: 'problem', text: results.length > 1 ? `${count} · ${why}` : why });
  if (decided) tellDone(entry, say(DID[verb], { n: decided }));
  else forget(entry);
}

/** The rest of a group, where it is on the desk. */
function retireCopies(results: readonly Result[], batch: string | null, verb: Verb): void {
  const ids = results
    .filter(({ ok, id }) => ok && rowOf(id) && !rowOf(id)?.fate)
    .map(({ id }) => id);
  if (ids.length) retire(ids, { status: BECOMES[verb], state: 'sent', batch, reason: null });
}

function settleRow(id: string, batch: string | null, status?: Item['status']): void {
  const row = rowOf(id);
  if (!row?.fate) return;
  const isKept = row.fate.status === 'kept' || !status;
  const fate = { ...row.fate, state: 'sent', batch } as const;
  changeRow(id, { fate: isKept ? fate : { ...fate, status } });
}

function giveBack(rows: readonly Row[], problem: unknown): null {
  const words = problemWords(problem);
  takeBackDone();
  for (const { item } of rows) changeRow(item.id, { fate: null, conflict: words });
  if (!desk.value.focus) focusOn(rows[0]?.item.id ?? null);
  tell({ kind: 'problem', text: words });
  return null;
}

/** Someone was faster, or the text changed: the row returns as it is now, and says who or why. */
async function bringBack(id: string, code: string): Promise<void> {
  const words = codeWords(code);
  changeRow(id, { fate: null, conflict: words });
  if (!desk.value.focus) focusOn(id);
  try {
    const item = await get<Item>(`/review/comments/${id}`);
    changeRow(id, {
      item,
      elsewhere: null,
      conflict: (WHO_KNOWS.has(code) && decidedBy(item)) || words,
    });
  } catch (caught) {
    if (!(caught instanceof Problem)) throw caught; // the row stays as it was, with its words
  }
}

/** Brings back what was decided elsewhere, as it is now, so that one may decide it again. */
export function showNow(row: Row | undefined): void {
  if (row?.elsewhere) void bringBack(row.item.id, 'decided_meanwhile');
}

const WHO_KNOWS = new Set(['decided_meanwhile', 'illegal_move']);

/** Whose decision stands now: a colleague's, or one's own of another window. */
function decidedBy({ decisions, status }: Item): string | null {
  const name = decisions?.at(-1)?.by;
  return name ? say('decidedBy', { name, status: say(`status_${status}`) }) : null;
}

/** Takes back the newest of one's own decisions. */
export function undoNewest(): void {
  const entry = done.at(-1);
  if (entry) void undoEntry(entry);
  else tell({ kind: 'problem', text: say('nothingToUndo') });
}

/** Takes back what was decided about one row. */
export function undoRow(id: string): void {
  const batch = rowOf(id)?.fate?.batch;
  const entry = done.findLast((each) => each.ids.includes(id) || (batch && each.name === batch));
  if (entry) void undoEntry(entry);
}

async function undoEntry(entry: Done): Promise<void> {
  const at = done.indexOf(entry);
  if (at < 0) return;
  done.splice(at, 1);
  const batch = await entry.batch;
  if (!batch && !entry.takeBack) return;
  try {
    const answer = await outbox.send(() => takenBack(entry, batch));
    for (const result of answer.results ?? []) restore(result);
    if (!answer.results) for (const id of entry.ids) restore({ id, ok: true });
    if (batch && !answer.results && answer.batch) showRun(answer.batch);
    const back = answer.results?.filter(({ ok }) => ok) ?? entry.ids;
    tell({ kind: 'done', text: say('didUndo', { n: back.length }) });
    askSoon();
  } catch (caught) {
    done.push(entry);
    tell({ kind: 'problem', text: problemWords(caught) });
  }
}

async function takenBack({ takeBack }: Done, batch: string | null): Promise<Decided> {
  if (!takeBack) return undoBatch(batch ?? '');
  await takeBack();
  return { batch: null };
}

/** Any batch, also one of long ago. */
export const undoBatch = (batch: string): Promise<Decided> =>
  post<Decided>(`/review/decisions/${batch}/undo`);

function restore({ id, ok, status, code }: Result): void {
  const row = rowOf(id);
  if (!row) return;
  if (!ok) {
    changeRow(id, { conflict: codeWords(code ?? '') });
    return;
  }
  changeRow(id, { fate: null, item: { ...row.item, status: status ?? row.item.status } });
  focusOn(id);
}
