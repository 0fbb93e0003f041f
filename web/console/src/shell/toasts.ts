// Short notes at the edge of the screen: what happened, and how to take it back.

import { Store } from './store.ts';

export interface Toast {
  id: number;
  text: string;
  /** `news` has come by itself: nothing that one has done. */
  kind: 'done' | 'problem' | 'news';
  action?: { label: string; key?: string; run: () => void };
}

const LIFE = 10_000; // milliseconds; as long as readers' notices wait
let last = 0;

export const toasts = new Store<{ list: readonly Toast[] }>({ list: [] });

/** Shows a note; of a kind but `problem` only the newest stays. Returns its id. */
export function tell(toast: Omit<Toast, 'id'>): number {
  last += 1;
  const id = last;
  const others = toasts.value.list.filter(({ kind }) => kind === 'problem' || kind !== toast.kind);
  toasts.set({ list: [...others.slice(-2), { ...toast, id }] });
  setTimeout(() => dismiss(id), toast.kind === 'done' ? LIFE : 2 * LIFE);
  return id;
}

export function dismiss(id: number): void {
  if (toasts.value.list.some((each) => each.id === id)) {
    toasts.set({ list: toasts.value.list.filter((each) => each.id !== id) });
  }
}

/** What was said to be done was not. */
export function takeBackDone(): void {
  toasts.set({ list: toasts.value.list.filter((each) => each.kind !== 'done') });
}
