// Who else looks at what, and who holds what: said and heard every few seconds while in sight.

import { Problem } from '@parley/shared/problems';
import { session } from '../shell/session.ts';
import { Store } from '../shell/store.ts';
import { put } from '../shell/wire.ts';
import { desk } from './desk.ts';
import type { Item } from './item.ts';

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
      around.set({ ...(await put<Heard>(path, { item: said })), isKnown: true });
    }
  } catch (caught) {
    if (!(caught instanceof Problem)) throw caught; // a hint: said again soon
  }
  if (session.value.staff) again(EVERY);
}

/** Who has claimed it, oneself left out. */
export function holderOf({ id, claim }: Item): string | null {
  const { claims, isKnown } = around.value;
  if (isKnown) return claims.find((each) => each.id === id)?.holder ?? null;
  return claim && !claim.is_mine ? claim.holder : null;
}

/** Who looks at it just now, oneself left out. */
export const lookersOf = ({ id }: Item): string[] =>
  around.value.lookers.filter((each) => each.id === id).map((each) => each.name);
