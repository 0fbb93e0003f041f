// Severe text stays covered until asked for, unless its moderator switched the veil off.

import type { Item } from '../queue/item.ts';
import { isSevere } from '../queue/item.ts';
import { kept } from '../shell/preferences.ts';
import { Store } from '../shell/store.ts';

export const veil = new Store<{ lifted: ReadonlySet<string> }>({ lifted: new Set() });

export const isVeiled = (item: Item): boolean =>
  kept('veil') !== 'off' && isSevere(item) && !veil.value.lifted.has(item.id);

export function unveil(id: string | null): void {
  if (id) veil.set({ lifted: new Set([...veil.value.lifted, id]) });
}
