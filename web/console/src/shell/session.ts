// Who is signed in, on which sites, and which site they look at.

import { Problem } from '@parley/shared/problems';
import { keep, kept } from './preferences.ts';
import { Store } from './store.ts';
import { usePasskey } from './webauthn.ts';
import { carryToken, get, post, remove } from './wire.ts';

export interface SiteRole {
  site: string;
  role: 'moderator' | 'analyst' | 'admin';
  name?: string;
}

export interface Staff {
  moderator: { id: string; name: string };
  sites: SiteRole[];
  is_operator: boolean;
  csrf_token: string;
}

interface SessionState {
  staff: Staff | null;
  /** The slug of the site on the desk. */
  site: string;
  isKnown: boolean;
  hasEnded: boolean;
  /** Why it could not be found out who is here: that is no reason to ask for a password. */
  unanswered: Problem | null;
}

export const session = new Store<SessionState>({
  staff: null,
  site: '',
  isKnown: false,
  hasEnded: false,
  unanswered: null,
});

/** Finds out whether this browser is signed in. */
export async function resume(): Promise<void> {
  try {
    enter(await get<Staff>('/sessions/current'));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status === 401) session.set({ isKnown: true, unanswered: null });
    else session.set({ unanswered: problem });
  }
}

/** Throws Problem where the e-mail, the password or the code is wrong, or a code is missing. */
export async function signIn(email: string, password: string, code: string): Promise<void> {
  enter(await post<Staff>('/sessions', { email, password, code }));
}

/** Throws Problem for a passkey that nobody here has, DOMException where somebody cancels. */
export async function signInByPasskey(): Promise<void> {
  const options = await post<Record<string, unknown>>('/sessions/passkeys/options');
  const credential = await usePasskey(options);
  enter(await post<Staff>('/sessions/passkeys', { credential }));
}

export async function signOut(): Promise<void> {
  await remove('/sessions/current').catch(() => null);
  session.set({ staff: null, hasEnded: false });
}

export function chooseSite(site: string): void {
  keep('site', site);
  session.set({ site });
}

/** The role on the site on the desk. */
export function roleHere(): SiteRole['role'] | null {
  const { staff, site } = session.value;
  return staff?.sites.find((each) => each.site === site)?.role ?? null;
}

/** Whether one decides about comments on the site looked at. */
export function mayModerate(): boolean {
  const role = roleHere();
  return role === 'moderator' || role === 'admin';
}

/** From now on this browser is theirs. */
export function enter(staff: Staff): void {
  carryToken(staff.csrf_token, () => session.set({ staff: null, hasEnded: true }));
  const wish = kept('site');
  const site = staff.sites.find((each) => each.site === wish) ?? staff.sites[0];
  session.set({ staff, site: site?.site ?? '', isKnown: true, hasEnded: false, unanswered: null });
}
