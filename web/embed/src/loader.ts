// The one script tag. It reserves the room, waits until the discussion nears the screen and only
// then fetches the rest. Every byte here is paid by every page view: keep it tiny.

import type { Parley } from './config.ts';

declare const __READING__: string;
declare const __COUNTS__: string;

const script = document.currentScript as HTMLScriptElement | null;
const TAG = 'parley-comments';

function define(base: string): Parley {
  const part = (name: string) => import(/* @vite-ignore */ `${base}static/embed/${name}`);
  const room = new CSSStyleSheet();
  room.replaceSync(
    ':host{display:block}@media screen{:host{min-height:var(--parley-min-height,100vh)}}',
  );
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) (target as Discussion).load();
      }
    },
    { rootMargin: '900px' },
  );

  class Discussion extends HTMLElement {
    static observedAttributes = ['data-site', 'data-article', 'data-url'];
    #stop: (() => void) | undefined;
    #turn = 0;

    connectedCallback() {
      if (!this.shadowRoot) this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [room];
      if (location.hash.startsWith('#parley-')) this.load();
      else near.observe(this);
    }

    disconnectedCallback() {
      near.unobserve(this);
      this.#turn++;
      this.#stop?.();
      this.#stop = undefined;
    }

    attributeChangedCallback(_name: string, before: string | null) {
      if (before === null || !this.isConnected) return;
      this.disconnectedCallback();
      this.connectedCallback();
    }

    async load() {
      near.unobserve(this);
      const turn = ++this.#turn;
      this.shadowRoot?.replaceChildren('💬 …'); // until there are words
      try {
        const { mount } = await part(__READING__);
        const stop = await mount(this, { base, ...this.dataset });
        if (turn === this.#turn) this.#stop = stop;
        else stop();
      } catch {
        this.#plain();
      }
    }

    /** Our parts did not come: the page without scripts always works. */
    #plain() {
      const { site, article } = this.dataset;
      if (!article) return;
      const link = document.createElement('a');
      const path = `sites/${encodeURIComponent(site as string)}/articles/${encodeURIComponent(article)}`;
      link.href = `${base}api/v1/${path}/comments.html`;
      link.textContent = '💬 →';
      link.ariaLabel = 'Comments';
      this.shadowRoot?.replaceChildren(link);
    }
  }

  const find = (place: Element | string) =>
    typeof place === 'string' ? document.querySelector(place) : place;
  const parley: Parley = {
    base,
    token: null,
    mount(place, options = {}) {
      const element = document.createElement(TAG);
      Object.assign(element.dataset, script?.dataset, options);
      find(place)?.append(element);
      return element;
    },
    unmount(place) {
      const element = find(place);
      (element?.matches(TAG) ? element : element?.querySelector(TAG))?.remove();
    },
    setToken(token) {
      parley.token = token;
      dispatchEvent(new CustomEvent('parley:token'));
    },
  };
  window.parley = parley;
  customElements.define(TAG, Discussion);
  const counts = () => {
    if (document.querySelector('[data-parley-count]')) {
      part(__COUNTS__)
        .then((module) => module.fill(base, script?.dataset.site))
        .catch(() => undefined);
    }
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', counts);
  else counts();
  return parley;
}

if (script) {
  const parley = window.parley ?? define(script.dataset.base ?? new URL('.', script.src).href);
  if (script.dataset.token) parley.token = script.dataset.token;
  const { mount, ...options } = script.dataset;
  if (mount !== 'none') {
    if (options.site) {
      const element = document.createElement(TAG);
      Object.assign(element.dataset, options);
      const place = mount && document.querySelector(mount);
      if (place) place.append(element);
      else script.after(element);
    } else console.error('Parley: data-site is missing. See docs/embed.md.');
  }
}
