// From the flat list of replies to what is drawn: nested to a readable depth, flat below it.

import type { Item } from '@parley/shared/api';
import type { State } from './state.ts';

export interface Branch {
  item: Item;
  children: Branch[];
  /** How many comments hang below, at any depth. */
  size: number;
}

export const DEEPEST = 3; // levels that are indented; what is deeper says whom it answers

/** The top-level comment with its loaded replies. */
export function branchOf(state: State, root: string): Branch | undefined {
  const item = state.items.get(root);
  if (!item) return undefined;
  const top: Branch = { item, children: [], size: 0 };
  const homes = new Map([[root, top]]); // where replies to this comment are drawn
  for (const id of state.replies.get(root)?.ids ?? []) {
    const reply = state.items.get(id);
    if (!reply) continue;
    const branch: Branch = { item: reply, children: [], size: 0 };
    const parent = homes.get(reply.parent_id ?? '') ?? top;
    parent.children.push(branch);
    homes.set(id, reply.depth < DEEPEST ? branch : parent);
  }
  measure(top);
  return top;
}

function measure(branch: Branch): number {
  branch.size = branch.children.reduce((total, child) => total + 1 + measure(child), 0);
  return branch.size;
}
