// Who else looks at what, and who holds what: said and heard every few seconds while in sight.

import { Problem } from '@parley/shared/problems';
import { session } from '../shell/session.ts';
import { Store } from '../shell/store.ts';
import { put } from '../shell/wire.ts';
import { say } from '../shell/words.ts';
import { desk, type Elsewhere, markElsewhere, takeStatuses } from './desk.ts';
import type { Item } from './item.ts';

interface Told {
  lookers: { id: string; name: string }[];
  claims: { id: string; holder: string }[];
  /** Of the rows that were told: those that wait in their queue no more; of `all`, those that have
   * another status. */
  gone?: (Elsewhere & { id: string })[];
}

interface Heard {
  lookers: { id: string; name: string }[];
  claims: { id: string; holder: string }[];
}

/** `isKnown` once the service has said something. */
export const around = new Store<Heard & { isKnown: boolean }>({
  lookers: [],
  claims: [],
  isKnown: false,
});

const EVERY = 4_000; // milliseconds
const MOST = 500; // rows of a long list that are asked about: its newest pages
const PAUSE = 400; // milliseconds on one item before one says so

let timer: ReturnType<typeof setTimeout> | undefined;
let said: string | null = null;

/** Says and hears until told to stop; returns how to stop. */
export function watchLooking(): () => void {
  const unwatch = desk.watch(() => {
    if (desk.value.focus !== said) again(PAUSE);
  });
  again(0);
  return () => {
    clearTimeout(timer);
    unwatch();
  };
}

function again(wait: number): void {
  clearTimeout(timer);
  timer = setTimeout(exchange, wait);
}

async function exchange(): Promise<void> {
  const isInSight = document.visibilityState === 'visible';
  const { site } = session.value;
  said = desk.value.focus;
  try {
    if (isInSight) {
      const path = `/review/looking?site=${encodeURIComponent(site)}`;
      const { view, rows } = desk.value;
      const asked = rows.filter((row) => !row.fate).slice(-MOST);
      const shown = asked.map(({ item }) => item.id);
      const statuses = asked.map(({ item }) => item.status);
      const body = { item: said, queue: view.queue, shown };
      const told = await put<Told>(path, view.queue === 'all' ? { ...body, statuses } : body);
      around.set({ lookers: told.lookers, claims: told.claims, isKnown: true });
      if (desk.value.view === view) takeIn(view.queue, shown, goneOf(told));
    }
  } catch (caught) {
    if (!(caught instanceof Problem)) throw caught; // a hint: said again soon
  }
  if (session.value.staff) again(EVERY);
}

/** Among all comments, what a machine or the author has made of one is its status from now on; a
 * colleague's decision is marked as in the queues, so that nobody overrules it unseen. */
function takeIn(queue: string, shown: readonly string[], gone: ReadonlyMap<string, Elsewhere>) {
  const byPeople = queue === 'all' ? [...gone].filter(([, { by }]) => by !== null) : gone;
  markElsewhere(shown, new Map(byPeople));
  if (queue === 'all') takeStatuses(new Map([...gone].filter(([, { by }]) => by === null)));
}

const goneOf = ({ gone = [] }: Told) =>
  new Map(gone.map(({ id, status, by }) => [id, { status, by }]));

/** Who has claimed it, oneself left out. */
export function holderOf({ id, claim }: Item): string | null {
  const { claims, isKnown } = around.value;
  if (isKnown) return claims.find((each) => each.id === id)?.holder ?? null;
  return claim && !claim.is_mine ? claim.holder : null;
}

/** Who looks at it just now, oneself left out. */
export const lookersOf = ({ id }: Item): string[] =>
  around.value.lookers.filter((each) => each.id === id).map((each) => each.name);

/** Who has decided it meanwhile, and what became of it. */
export function elsewhereWords({ status, by }: Elsewhere): string {
  const became = say(`status_${status}`);
  return by
    ? say('decidedBy', { name: by, status: became })
    : say('becameMeanwhile', { status: became });
}
