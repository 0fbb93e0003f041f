// Who is reading: nobody until they act, then a guest, the publisher's reader or an account.
// The bearer lives in memory; a cookie that only the service sees brings it back.

import type { Reader, SessionAnswer, Ways } from '@parley/shared/api';
import { get } from '@parley/shared/get';
import { call } from '@parley/shared/http';
import { Problem } from '@parley/shared/problems';
import type { Api } from '../api.ts';
import { forget, forgetAll, recall, remember } from '../storing.ts';
import { proven } from './proven.ts';
import {
  askWindow,
  broughtBack,
  type Granted,
  isBroughtBack,
  prepareWindow,
} from './signInWindow.ts';

const VERDICTS: readonly number[] = [400, 401, 403, 409, 413, 422];

/** What stays on the device: the name to offer again, and a guest's own bearer. */
interface Kept {
  name: string;
  /** Signed in to an account: a cookie of the service brings it back, nothing else is kept. */
  account?: boolean;
  reader?: Reader;
  token?: string;
}

export class Session {
  reader: Reader | null = null;
  /** They have left this device to others. */
  hasLeft = false;
  /** Whether the site lets one write with a name alone; known once the ways are. */
  takesGuests = true;
  #token: string | null = null;
  #publishers: string | null = null; // the JWT that our token was made from
  #refusedJwt: string | null = null;
  #stale = '';
  #listeners = new Set<() => void>();
  #pending: Promise<string | null> | null = null;
  #ways: Promise<Ways> | null = null;

  constructor(
    readonly api: Api,
    readonly site: string,
    /** The publisher's JWT of this moment, null without. */
    readonly publisherToken: () => string | null,
  ) {}

  /** Whether this device may still be known, so that asking the service is worth a request. */
  get isKnown(): boolean {
    return Boolean(this.#token || this.publisherToken() || recall(this.#key) || isBroughtBack());
  }

  /** The token of the page was refused: until it gives another, nobody writes. */
  get isOver(): boolean {
    return this.#refusedJwt !== null && this.#refusedJwt === this.publisherToken();
  }

  /** Why there is no bearer: a token of the page that is no good any more, or nobody has said who they are. */
  get nobody(): Problem {
    return new Problem(401, this.publisherToken() ? 'sign_in_over' : 'session_required');
  }

  /** The name of last time: to be offered, never to be trusted. */
  get lastName(): string {
    return this.#kept().name;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Throws Problem for whom the publisher vouches, though in vain: they are no guest. */
  async becomeGuest(name: string): Promise<void> {
    if (this.publisherToken()) throw this.nobody;
    this.settle(await this.openGuest(name));
  }

  /** A new guest, whom this device is not known as yet: that takes `settle`. */
  openGuest(name: string): Promise<SessionAnswer> {
    const former = this.#token ?? this.#kept().token ?? recall(this.#formerKey) ?? undefined;
    return this.#open({ guest: { name, former } });
  }

  /** From now on this device is this reader's, in the place of whoever was known before. */
  settle(answer: SessionAnswer): void {
    this.adopt(answer);
    // So that this device is known after the bearer ends; refused cookies only shorten the stay.
    this.#cookie({}, this.#token).catch(() => null);
  }

  /** How one may sign in on this site; asked for once. */
  ways(): Promise<Ways> {
    this.#ways ??= this.#askWays().catch(() => {
      this.#ways = null;
      return { mail: false, providers: [] };
    });
    return this.#ways;
  }

  async #askWays(): Promise<Ways> {
    const ways = await get<Ways>(`${this.api.site}/sign-in`);
    this.takesGuests = ways.guests !== false;
    if (ways.mail || ways.providers.length) await prepareWindow();
    return ways;
  }

  /** Signs in in the service's own window; to be called in a click. False when it was closed. */
  async signIn(base: string, name: string, lang: string): Promise<boolean> {
    const granted = await askWindow(base, { site: this.site, name, lang });
    if (granted) await this.#enter(granted);
    return granted !== null;
  }

  async #enter({ code, verifier }: Granted): Promise<void> {
    this.settle(await this.#open({ code, verifier }));
  }

  adopt(answer: SessionAnswer): void {
    const { reader } = answer;
    this.#token = answer.token;
    this.hasLeft = false;
    const kept: Kept = { name: reader.name };
    const { token: guests } = this.#kept();
    if (reader.kind === 'account') kept.account = true;
    else if (!this.publisherToken()) Object.assign(kept, { reader, token: answer.token });
    remember(this.#key, JSON.stringify(kept));
    if (guests && !kept.token) remember(this.#formerKey, guests);
    this.#tell(reader);
  }

  leave(): void {
    if (this.#token) this.#cookie({ forget: true }).catch(() => null);
    this.#token = null;
    this.hasLeft = true;
    forget(this.#key);
    this.#tell(null);
  }

  /** The service has erased them: nothing on this device tells of them, nor of who they were before. */
  vanish(): void {
    this.leave();
    forget(this.#formerKey);
    forgetAll(`draft:${this.api.site}/`);
  }

  /** A bearer, or null when this reader must first say who they are. Never throws but when offline. */
  bearer(): Promise<string | null> {
    if (this.#publishers !== this.publisherToken()) this.#token = null; // another reader by now
    if (this.#token) return Promise.resolve(this.#token);
    this.#pending ??= this.#renew().finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  /** Runs with a bearer; a stale one is renewed once. Throws Problem, `nobody`, without. */
  async as<T>(run: (bearer: string) => Promise<T>): Promise<T> {
    const first = await this.bearer();
    if (!first) throw this.nobody;
    try {
      return await run(first);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 401) throw problem;
      this.#stale = first;
      this.#token = null;
    }
    const second = await this.bearer();
    if (!second) throw this.nobody;
    return run(second);
  }

  get #key(): string {
    return `session:${this.site}`;
  }

  /** Of the guest that was here before somebody signed in: whoever is a guest again shows it. */
  get #formerKey(): string {
    return `former:${this.site}`;
  }

  #kept(): Kept {
    try {
      return { name: '', ...JSON.parse(recall(this.#key) ?? '{}') };
    } catch {
      return { name: '' };
    }
  }

  async #renew(): Promise<string | null> {
    const jwt = this.publisherToken();
    if (this.#publishers && !jwt) this.leave();
    this.#publishers = jwt;
    const back = broughtBack();
    if (back) await this.#enter(back).catch(() => null);
    if (this.#token) return this.#token;
    const { reader, token, account } = this.#kept();
    if (!jwt && !(reader && token) && !account) return null;
    if (!jwt && reader && token && token !== this.#stale) {
      this.adopt({ reader, token });
      return token;
    }
    return this.#redeem(jwt);
  }

  async #redeem(jwt: string | null): Promise<string | null> {
    let answer: SessionAnswer | null = null;
    try {
      answer = jwt ? await this.#open({ token: jwt }) : await this.#refresh();
    } catch (problem) {
      this.#refused(jwt, problem);
    }
    if (jwt !== this.publisherToken()) return this.#renew(); // another reader meanwhile
    if (answer) this.adopt(answer);
    else this.#tell(null);
    return this.#token;
  }

  #refused(jwt: string | null, problem: unknown): void {
    if (jwt) {
      if (!isVerdict(problem)) throw problem;
      if (this.#refusedJwt === jwt) return;
      this.#refusedJwt = jwt;
      console.error(
        `Parley: the token of the page was refused (${problem.code}): ${problem.body.detail}.`,
      );
      // the page may answer with parley.setToken()
      dispatchEvent(new CustomEvent('parley:token-expired'));
    } else if (problem instanceof Problem && problem.status === 401) {
      const { name, account } = this.#kept();
      if (account) remember(this.#key, JSON.stringify({ name })); // known no longer
    }
  }

  #tell(reader: Reader | null): void {
    this.reader = reader;
    for (const listener of this.#listeners) listener();
  }

  #open(body: object): Promise<SessionAnswer> {
    return proven((proof) => call(`${this.api.site}/sessions`, { method: 'POST', body, proof }));
  }

  #refresh(): Promise<SessionAnswer> {
    return this.#cookie({});
  }

  #cookie(more: object, bearer: string | null = null): Promise<SessionAnswer> {
    const body = { site: this.site, ...more };
    return call(`${this.api.root}/sessions/refresh`, {
      method: 'POST',
      body,
      bearer,
      cookies: true,
    });
  }
}

/** Whether the service has looked at a token and refused it, rather than being away or busy. */
function isVerdict(problem: unknown): problem is Problem {
  return problem instanceof Problem && VERDICTS.includes(problem.status);
}
