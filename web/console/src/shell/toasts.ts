// Short notes at the edge of the screen: what happened, and how to take it back.

import { Store } from './store.ts';

export interface Toast {
  id: number;
  text: string;
  kind: 'done' | 'problem';
  action?: { label: string; key?: string; run: () => void };
}

const LIFE = 10_000; // milliseconds; as long as readers' notices wait
let last = 0;

export const toasts = new Store<{ list: readonly Toast[] }>({ list: [] });

/** Shows a note; of the kind `done` only the newest stays. */
export function tell(toast: Omit<Toast, 'id'>): number {
  last += 1;
  const id = last;
  const others = toasts.value.list.filter((each) => toast.kind !== 'done' || each.kind !== 'done');
  toasts.set({ list: [...others.slice(-2), { ...toast, id }] });
  setTimeout(() => dismiss(id), toast.kind === 'problem' ? 2 * LIFE : LIFE);
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
