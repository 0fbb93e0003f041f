// A value that views watch: the smallest thing that can be called a store.

import { useLayoutEffect, useState } from 'preact/hooks';

export class Store<T extends object> {
  #value: T;
  readonly #watchers = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(change: Partial<T>): void {
    this.#value = { ...this.#value, ...change };
    for (const watcher of this.#watchers) watcher();
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

/** The store's value; the view is drawn again when it changes. */
export function useStore<T extends object>(store: Store<T>): T {
  const [, redraw] = useState({});
  const { value } = store;
  useLayoutEffect(() => {
    if (store.value !== value) redraw({}); // it changed while this was drawn
    return store.watch(() => redraw({}));
  }, [store]);
  return value;
}
