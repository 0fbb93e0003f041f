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
  'q',
  'age_min',
  'age_max',
] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

export interface View {
  queue: QueueName;
  order: Order;
  filters: Filters;
}

const among = <T extends string>(list: readonly T[], wish: string | null): T | undefined =>
  list.find((each) => each === wish);

export function viewOf(rest: string, query: URLSearchParams): View {
  const filters: Partial<Record<FilterName, string>> = {};
  for (const name of FILTERS) {
    const value = query.get(name);
    if (value) filters[name] = value;
  }
  return {
    queue: among(QUEUES, rest) ?? 'held',
    order: among(ORDERS, query.get('order')) ?? among(ORDERS, kept('order')) ?? 'oldest',
    filters,
  };
}

/** The address of a view, below /console/. */
export function pathOf(view: View): string {
  return withQuery(`queue/${view.queue}`, { order: view.order, ...view.filters });
}

/** What the service is asked for. */
export function askedOf(site: string, view: View): Record<string, string> {
  return { site, queue: view.queue, order: view.order, ...view.filters };
}
