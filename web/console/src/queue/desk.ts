// The desk: the items one works on, the focus, the selection. Deciding is next door.

import type { Status } from '@parley/shared/api';
import { problemWords } from '../shell/problems.ts';
import { Store } from '../shell/store.ts';
import { get } from '../shell/wire.ts';
import type { Item } from './item.ts';
import { askedOf, type View } from './view.ts';

/** What one has decided about a row. The row stays, slim, so that nothing jumps. */
export interface Fate {
  status: Status | 'kept' | 'escalated' | 'upheld' | 'denied';
  state: 'sending' | 'sent';
  batch: string | null;
  reason: string | null;
}

/** `by` is null for the policy, or its author. */
export interface Elsewhere {
  status: Status;
  by: string | null;
}

export interface Row {
  item: Item;
  fate: Fate | null;
  /** What a colleague, or the policy, has made of it meanwhile: it waits here no more. */
  elsewhere: Elsewhere | null;
  /** Why the row came back: someone was faster, the text changed. */
  conflict: string | null;
}

interface DeskState {
  site: string;
  view: View;
  rows: readonly Row[];
  cursor: string | null;
  isLoading: boolean;
  problem: string;
  focus: string | null;
  /** Where a range began. */
  anchor: string | null;
  selected: ReadonlySet<string>;
  isWholeGroup: boolean;
}

const PAGE = 50;

export const desk = new Store<DeskState>({
  site: '',
  view: { queue: 'held', order: 'oldest', filters: {} },
  rows: [],
  cursor: null,
  isLoading: true,
  problem: '',
  focus: null,
  anchor: null,
  selected: new Set(),
  isWholeGroup: false,
});

let asking = 0;

/** Lays the first page of a view on the desk. */
export async function lay(site: string, view: View): Promise<void> {
  asking += 1;
  const mine = asking;
  desk.set({ site, view, isLoading: true, problem: '', ...nothingChosen });
  try {
    const page = await fetchPage(site, view, null);
    if (mine === asking) {
      show(page.items);
      desk.set({ cursor: page.next_cursor });
      if (view.filters.comment) focusOn(view.filters.comment);
    }
  } catch (caught) {
    if (mine === asking) desk.set({ problem: problemWords(caught), isLoading: false });
  }
}

/** The next page, below what is there. */
export async function layMore(): Promise<void> {
  const { site, view, cursor, isLoading } = desk.value;
  if (!cursor || isLoading) return;
  const mine = asking;
  desk.set({ isLoading: true });
  try {
    const page = await fetchPage(site, view, cursor);
    if (mine !== asking) return;
    const there = new Set(desk.value.rows.map((row) => row.item.id));
    const more = page.items.filter((item) => !there.has(item.id)).map(fresh);
    desk.set({ rows: [...desk.value.rows, ...more], cursor: page.next_cursor, isLoading: false });
    if (!desk.value.focus && !isNarrow()) focusOn(openRows()[0]?.item.id ?? null);
  } catch (caught) {
    if (mine === asking) desk.set({ problem: problemWords(caught), isLoading: false });
  }
}

/** Puts these items, and no others, on the desk. */
export function show(items: readonly Item[]): void {
  asking += 1;
  const rows = items.map(fresh);
  desk.set({
    rows,
    cursor: null,
    isLoading: false,
    problem: '',
    ...nothingChosen,
    focus: isNarrow() ? null : (rows[0]?.item.id ?? null),
  });
}

/** Where the card covers the list, one opens it oneself. */
const isNarrow = (): boolean => matchMedia('(width < 60rem)').matches;
const fresh = (item: Item): Row => ({ item, fate: null, elsewhere: null, conflict: null });
const nothingChosen = {
  focus: null,
  anchor: null,
  selected: new Set<string>(),
  isWholeGroup: false,
};

interface Fetched {
  items: Item[];
  next_cursor: string | null;
}

async function fetchPage(site: string, view: View, cursor: string | null): Promise<Fetched> {
  const { comment } = view.filters;
  if (comment) {
    const item = await get<Item>(`/review/comments/${encodeURIComponent(comment)}`);
    return { items: [item], next_cursor: null };
  }
  return get<Fetched>('/review/comments', {
    ...askedOf(site, view),
    limit: PAGE,
    cursor,
  });
}

type Change = Partial<Row> | ((row: Row) => Partial<Row>);

export function changeRow(id: string, change: Change): void {
  const changed = (row: Row): Row => ({
    ...row,
    ...(typeof change === 'function' ? change(row) : change),
  });
  desk.set({ rows: desk.value.rows.map((row) => (row.item.id === id ? changed(row) : row)) });
}

export const rowOf = (id: string | null): Row | undefined =>
  desk.value.rows.find((row) => row.item.id === id);

/** Whether it still waits for one's decision. */
export const isOpen = ({ fate, elsewhere }: Row): boolean => !fate && !elsewhere;

export const openRows = (): Row[] => desk.value.rows.filter(isOpen);

/** What a key acts on: the selection, else the row in focus. */
export function chosenRows(): Row[] {
  const { selected, focus } = desk.value;
  if (selected.size) return openRows().filter((row) => selected.has(row.item.id));
  const row = rowOf(focus);
  return row && isOpen(row) ? [row] : [];
}

export function focusOn(id: string | null): void {
  desk.set({ focus: id, anchor: id, isWholeGroup: false });
}

/** The open row `step` away from the focus; with `isRange`, the rows between are selected. */
export function move(step: 1 | -1, isRange = false): void {
  const { rows, focus, anchor, selected } = desk.value;
  const next = openAfter(rows, focus, step);
  if (!next) return;
  if (!isRange) {
    focusOn(next);
    return;
  }
  const from = anchor ?? focus ?? next;
  desk.set({ focus: next, anchor: from, selected: new Set([...selected, ...between(from, next)]) });
}

function openAfter(rows: readonly Row[], id: string | null, step: 1 | -1): string | null {
  let at = rows.findIndex((row) => row.item.id === id);
  if (at < 0 && step < 0) at = rows.length;
  for (at += step; at >= 0 && at < rows.length; at += step) {
    const row = rows[at];
    if (row && isOpen(row)) return row.item.id;
  }
  return null;
}

/** Where the focus goes when these rows are decided: the next open one, else the last before. */
export function focusBeyond(ids: ReadonlySet<string>): string | null {
  const { rows, focus } = desk.value;
  const left = rows.map((row) => (ids.has(row.item.id) ? { ...row, fate: DECIDED } : row));
  if (focus && !ids.has(focus)) return focus;
  return openAfter(left, focus, 1) ?? openAfter(left, focus, -1);
}

const DECIDED: Fate = { status: 'held', state: 'sending', batch: null, reason: null };

function between(one: string, other: string): string[] {
  const ids = openRows().map((row) => row.item.id);
  const [from = 0, to = 0] = [ids.indexOf(one), ids.indexOf(other)].sort((a, b) => a - b);
  return ids.slice(Math.max(0, from), to + 1);
}

export function toggle(id: string): void {
  const selected = new Set(desk.value.selected);
  if (!selected.delete(id)) selected.add(id);
  desk.set({ selected, anchor: id });
}

export function selectTo(id: string): void {
  const { anchor, focus, selected } = desk.value;
  desk.set({ selected: new Set([...selected, ...between(anchor ?? focus ?? id, id)]), focus: id });
}

export function selectAll(): void {
  const ids = openRows().map((row) => row.item.id);
  const isAll = ids.length === desk.value.selected.size;
  desk.set({ selected: new Set(isAll ? [] : ids) });
}

export function clearSelection(): void {
  desk.set({ selected: new Set(), isWholeGroup: false });
}

/** What these have become, of themselves: one may decide them as they are now. */
export function takeStatuses(changed: ReadonlyMap<string, Elsewhere>): void {
  for (const [id, { status }] of changed) {
    changeRow(id, ({ item: { allowed: _, ...item }, fate }) =>
      fate ? {} : { item: { ...item, status } },
    );
  }
}

/** Marks what waits in the queue no more, and unmarks what waits again. Nothing moves: a row keeps
 * its height and its place, and the one in focus stays in focus. */
export function markElsewhere(
  shown: readonly string[],
  gone: ReadonlyMap<string, Elsewhere>,
): void {
  const asked = new Set(shown);
  const marked = desk.value.rows.map((row) => {
    const { id } = row.item;
    const elsewhere = gone.get(id) ?? null;
    // What has come back with a word is shown as it is now, to be decided again.
    if (!asked.has(id) || row.fate || row.conflict) return row;
    return elsewhere?.status === row.elsewhere?.status ? row : { ...row, elsewhere };
  });
  if (marked.every((row, at) => row === desk.value.rows[at])) return;
  const away = new Set(marked.filter((row) => !isOpen(row)).map((row) => row.item.id));
  const selected = new Set([...desk.value.selected].filter((id) => !away.has(id)));
  desk.set({ rows: marked, selected });
}
