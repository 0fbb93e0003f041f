// What a publisher may say on the tag, and where the service is.

import type { Order } from '@parley/shared/api';

export interface Config {
  /** Where the service answers, with a slash at the end. */
  base: string;
  site: string;
  article?: string | undefined;
  url?: string | undefined;
  title?: string | undefined;
  lang?: string | undefined;
  theme?: string | undefined;
  order?: Order | undefined;
  token?: string | undefined;
  /** Set when the page has a sign-in of its own: readers are offered it. */
  signIn?: string | undefined;
}

/** The public face: `window.parley`. */
export interface Parley {
  base: string;
  token: string | null;
  mount(place: Element | string, options?: Record<string, string>): Element | null;
  unmount(place: Element | string): void;
  setToken(token: string | null): void;
}

declare global {
  interface Window {
    parley?: Parley;
  }
}
