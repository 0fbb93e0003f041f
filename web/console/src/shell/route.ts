// The address says what one looks at: /console/queue/held?order=newest.

import type { JSX } from 'preact';
import { Store } from './store.ts';

export const ROOT = '/console/';

interface Route {
  /** The section, such as `queue`. */
  section: string;
  /** What follows, such as `held`. */
  rest: string;
  query: URLSearchParams;
}

const read = (): Route => {
  const [section = '', ...rest] = location.pathname.slice(ROOT.length).split('/');
  return { section, rest: rest.join('/'), query: new URLSearchParams(location.search) };
};

export const route = new Store<Route>(read());

window.addEventListener('popstate', () => route.set(read()));

/** `path` is below /console/. */
export function go(path: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, '', ROOT + path);
  else history.pushState(null, '', ROOT + path);
  route.set(read());
}

/** What an <a> needs to go there without loading the page anew. */
export function linkTo(path: string): { href: string; onClick: (event: MouseEvent) => void } {
  return {
    href: ROOT + path,
    onClick: (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      go(path);
    },
  };
}

export type LinkEvent = JSX.TargetedMouseEvent<HTMLAnchorElement>;
