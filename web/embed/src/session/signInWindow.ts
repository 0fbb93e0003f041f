// The service's own sign-in window. It ends in a code that is of no use without the verifier, which
// never leaves this page; where no window can talk to this page, the page itself goes there and back.

let sha256: ((message: Uint8Array) => Uint8Array) | undefined;

/** Fetches what a click will need at once. */
export async function prepareWindow(): Promise<void> {
  sha256 = (await import('../sha256.ts')).sha256;
}

/** What the service makes a session of. */
export interface Granted {
  code: string;
  verifier: string;
}

interface Proof {
  state: string;
  verifier: string;
}

const LOOK = 400; // milliseconds between two looks whether the window was closed
const PATIENCE = 5; // looks: what the window said last may arrive after it has closed
const SEVERED = 4_000; // a window gone sooner, while this page has no focus, was cut off from it
const BACK = /^#parley-in=([\w-]+)\.([\w-]+)$/;
const KEPT = 'parley:sign-in';

/** Opens the window at once, as browsers demand of a click. Null when the reader closed it. */
export function askWindow(
  base: string,
  about: Readonly<Record<string, string>>,
): Promise<Granted | null> {
  if (!sha256) return Promise.reject(new Error('prepareWindow comes first'));
  const proof = { state: randomWord(), verifier: randomWord() };
  const url = new URL('account/sign-in', base);
  const challenge = base64url(sha256(new TextEncoder().encode(proof.verifier)));
  const given = { ...about, origin: location.origin, state: proof.state, challenge };
  url.search = `${new URLSearchParams(given)}`;
  const opened = open(url, 'parley-sign-in', 'popup,width=480,height=680');
  return opened ? listen(opened, url, proof) : goThere(url, proof);
}

/** What the service sent the reader back with, once: the address is tidied. Null without. */
export function broughtBack(): Granted | null {
  const found = BACK.exec(location.hash);
  if (!found) return null;
  history.replaceState(history.state, '', location.pathname + location.search);
  try {
    const kept: Partial<Proof> = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
    sessionStorage.removeItem(KEPT);
    const isOurs = kept.verifier && kept.state === found[2];
    return isOurs ? { code: found[1] as string, verifier: kept.verifier as string } : null;
  } catch {
    return null;
  }
}

export function isBroughtBack(): boolean {
  return BACK.test(location.hash);
}

function listen(opened: Window, url: URL, { state, verifier }: Proof): Promise<Granted | null> {
  const begun = Date.now();
  return new Promise((resolve) => {
    const end = (granted: Granted | null) => {
      clearInterval(timer);
      removeEventListener('message', hear);
      resolve(granted);
    };
    const hear = ({ origin, source, data }: MessageEvent) => {
      const isOurs = origin === url.origin && source === opened && data?.parley === 'signed-in';
      if (!isOurs || data.state !== state) return;
      opened.close();
      end({ code: String(data.code), verifier });
    };
    let looks = 0;
    const timer = setInterval(() => {
      if (!opened.closed || ++looks < PATIENCE) return;
      // a Cross-Origin-Opener-Policy of this page cuts the window off, though it stays open
      const isSevered = Date.now() - begun < SEVERED && !document.hasFocus();
      end(null);
      if (isSevered) goThere(url, { state, verifier });
    }, LOOK);
    addEventListener('message', hear);
  });
}

/** Leaves this page; the draft is kept, and `broughtBack` goes on. */
function goThere(url: URL, proof: Proof): Promise<null> {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(proof));
    url.searchParams.set('back', location.origin + location.pathname + location.search);
    location.assign(url);
  } catch {
    return Promise.resolve(null); // this device keeps nothing: one can still write as a guest
  }
  return Promise.resolve(null);
}

function randomWord(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  const plain = btoa(String.fromCharCode(...bytes));
  return plain.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
