// Which items one looks at: a queue, an order, filters; all of it in the address.

import { kept } from '../shell/preferences.ts';
import { withQuery } from '../shell/wire.ts';
import { ORDERS, type Order, QUEUES, type QueueName } from './item.ts';

export const FILTERS = [
  'attribute',
  'min',
  'max',
  'article',
  'section',
  'language',
  'author',
  'name',
  'status',
  'q',
  'age_min',
  'age_max',
  'comment',
] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

export interface View {
  queue: QueueName;
  order: Order;
  filters: Filters;
}

/** How one may go through it: without scores at hand, only by time. */
export const ordersOf = (queue: QueueName): readonly Order[] =>
  queue === 'all' ? ['newest', 'oldest'] : ORDERS;

/** The order that one has chosen for the queues; what is looked up begins with the newest. */
const usualOrder = (queue: QueueName): Order =>
  queue === 'all' ? 'newest' : (among(ORDERS, kept('order')) ?? 'oldest');

/** The view after a change: elsewhere its own order is meant, and it has its own filters. */
export function changed(view: View, change: Partial<View>): View {
  const queue = change.queue ?? view.queue;
  const isElsewhere = (queue === 'all') !== (view.queue === 'all');
  const order = isElsewhere ? usualOrder(queue) : view.order;
  return { queue, order, filters: view.filters, ...change };
}

/** Every comment of the site that the filters let through, the newest first. */
export const pathOfAll = (filters: Filters): string =>
  pathOf({ queue: 'all', order: 'newest', filters });

const among = <T extends string>(list: readonly T[], wish: string | null): T | undefined =>
  list.find((each) => each === wish);

export function viewOf(rest: string, query: URLSearchParams): View {
  const filters: Partial<Record<FilterName, string>> = {};
  for (const name of FILTERS) {
    const value = query.get(name);
    if (value) filters[name] = value;
  }
  const queue = among(QUEUES, rest) ?? 'held';
  const order = among(ordersOf(queue), query.get('order')) ?? usualOrder(queue);
  return { queue, order, filters };
}

/** The address of a view, below /console/. */
export function pathOf(view: View): string {
  return withQuery(`queue/${view.queue}`, { order: view.order, ...view.filters });
}

/** What the service is asked for. One comment is none of its filters: it is had by its id. */
export function askedOf(site: string, view: View): Record<string, string> {
  const { comment: _, ...filters } = view.filters;
  return { site, queue: view.queue, order: view.order, ...filters };
}

/** The id in the link that a comment has below its article, or null in other words. */
export const commentIn = (words: string): string | null =>
  /^\S+#parley-([a-z2-7]{20})$/.exec(words)?.[1] ?? null;
