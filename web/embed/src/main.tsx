// Draws one discussion into the element that the loader made.

import { render } from 'preact';
import { Api } from './api.ts';
import type { Config } from './config.ts';
import type { Live } from './live/live.ts';
import { localeFor, Words } from './messages/words.ts';
import type { Participant } from './participant.tsx';
import { namesOf } from './storage.ts';
import { schemeFor, sheet } from './styles/sheet.ts';
import { Discussion } from './thread/Discussion.tsx';
import { NEW } from './thread/state.ts';
import { Thread } from './thread/thread.ts';
import type { View } from './view.ts';

const FIRST_LOOK = 5_000; // milliseconds until we ask what is new

/** Draws, and returns what takes it away again. Rejects when not even the words could be fetched. */
export async function mount(host: HTMLElement, config: Config): Promise<() => void> {
  const root = host.shadowRoot as ShadowRoot;
  const box = document.createElement('div');
  const view = await viewFor(host, config, root, box);
  const { thread, words } = view;
  root.adoptedStyleSheets.push(sheet);
  host.dataset.scheme = schemeFor(config.theme, host);
  const opening = thread.open(focusOf(location.hash));
  await words.loadReading();
  box.lang = words.locale;
  box.dir = words.direction;
  box.className = 'parley';
  box.part.add('discussion');
  root.replaceChildren(box);
  const isBack = location.hash.startsWith('#parley-in=');
  view.isKnown = !!(isBack || view.publisherToken() || namesOf(`session:${config.site}`)[0]);
  thread.draw();
  const stop = stayLive(view, box);
  opening.then(() => {
    thread.emit('ready', { count: thread.state.count });
    reveal(box);
    if (view.isKnown) mine(view);
    // a page that is set up wrong looks as if nobody had written yet
    if (thread.state.about === NEW) {
      import('./mistakes.ts').then(
        (it) => it.tell(view, stop),
        () => undefined,
      );
    }
  });
  return stop;
}

async function viewFor(
  host: HTMLElement,
  config: Config,
  root: ShadowRoot,
  box: HTMLElement,
): Promise<View> {
  const article = config.article || (await import('./article.ts').then((it) => it.pageKey(config)));
  const emit = (name: string, detail: object = {}) => {
    const about = { site: config.site, article, ...detail };
    const init = { bubbles: true, composed: true, detail: about };
    host.dispatchEvent(new CustomEvent(`parley:${name}`, init));
  };
  let isDue = false;
  // never at once: effects of components change the state too, and many changes are one drawing
  const draw = () => {
    view.state = thread.state;
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      if (box.isConnected) render(<Discussion view={view} />, box);
      if (Object.keys(view.state.tasks).length) view.join();
    });
  };
  const words = new Words(localeFor(config.lang, host));
  const thread = new Thread(
    new Api(config.base, config.site, article as string),
    emit,
    draw,
    config.order,
  );
  let joining: Promise<Participant> | null = null;
  const view: View = {
    thread,
    words,
    config,
    box,
    state: thread.state,
    participant: null,
    isKnown: false,
    showFresh() {
      import('./live/live.ts').then((live) => live.showFresh(thread, box));
    },
    showAll: () =>
      thread.fetch('all', () => import('./live/live.ts').then((live) => live.whole(thread, box))),
    async follow(id = focusOf(location.hash)) {
      if (!id) return;
      await thread.follow(id);
      reveal(box);
    },
    publisherToken: () => window.parley?.token ?? config.token ?? null,
    join() {
      joining ??= Promise.all([import('./participant.tsx'), words.loadWriting()]).then(
        ([module]) => {
          module.addStyle(root);
          view.participant = new module.Participant(view);
          thread.set({ isLost: false });
          return view.participant;
        },
      );
      joining.catch(() => {
        joining = null;
        // once: a drawing asks for it again
        if (!thread.state.isLost) thread.set({ isLost: true });
      });
      return joining;
    },
  };
  return view;
}

/** The comment a permalink points to. */
function focusOf(hash: string): string | null {
  return /^#parley-([\w-]+)$/.exec(hash)?.[1] ?? null;
}

function reveal(box: HTMLElement): void {
  // the comment, not the middle of its answers
  box.querySelector('.focused > *')?.scrollIntoView({ block: 'center' });
}

function mine(view: View): void {
  view.isKnown = true;
  view.join().then(
    (participant) => participant.loadMine(),
    () => undefined,
  );
}

function stayLive(view: View, box: HTMLElement): () => void {
  const { thread } = view;
  let live: Live | null = null;
  let isGone = false;
  let later: ReturnType<typeof setTimeout>;
  const plan = () => {
    later = setTimeout(() => {
      import('./live/live.ts').then(({ Live }) => {
        if (!isGone) live = new Live(thread);
      }, plan);
    }, FIRST_LOOK);
  };
  plan();
  const leaving = new AbortController();
  const on = (name: string, act: () => void) => addEventListener(name, act, leaving);
  on('online', thread.draw); // asks again for what did not come
  on('hashchange', () => view.follow());
  on('parley:token', () => mine(view));
  return () => {
    isGone = true;
    clearTimeout(later);
    live?.stop();
    leaving.abort();
    render(null, box);
    box.remove();
  };
}
