// Which article a page is about: the publisher's key, or one made from the canonical URL.

import type { Config } from './config.ts';

const TRACKING = /^(utm_|fbclid|gclid|mc_cid|mc_eid|igshid|msclkid)/i;

/** The page's own address: what the publisher says, else the canonical link, else where we are. */
export function canonicalUrl(config: Config, page: Document): string {
  const link = page.querySelector<HTMLLinkElement>('link[rel=canonical]')?.href;
  const url = new URL(config.url || link || page.location.href, page.location.href);
  url.hash = '';
  const kept = [...url.searchParams].filter(([name]) => !TRACKING.test(name));
  // written as the service writes it, because the key is a hash of it
  url.search = `${new URLSearchParams(kept)}`.replaceAll('*', '%2A').replaceAll('%7E', '~');
  return url.href;
}

export function pageTitle(config: Config, page: Document): string {
  const named = page.querySelector<HTMLMetaElement>('meta[property="og:title"]')?.content;
  return (config.title || named || page.title || '').trim();
}

/** What the service is told of the page when its first comment is written. */
export function pageFacts(config: Config, page: Document): { url: string; title: string } {
  return { url: canonicalUrl(config, page), title: pageTitle(config, page) };
}

/** The key of a page that has none from its publisher. */
export function pageKey(config: Config): Promise<string> {
  return keyOf(canonicalUrl(config, document));
}

/** `u-` and the lower-case base32 SHA-256 of the canonical URL. */
export async function keyOf(url: string): Promise<string> {
  const bytes = new TextEncoder().encode(url);
  const hash = crypto.subtle
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    : (await import('./sha256.ts')).sha256(bytes);
  return `u-${base32(hash)}`;
}

/** RFC 4648 without padding, in lower case. */
export function base32(bytes: Uint8Array): string {
  let out = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += 'abcdefghijklmnopqrstuvwxyz234567'[(value >>> bits) & 31];
    }
    value &= 0xff;
  }
  return bits ? out + 'abcdefghijklmnopqrstuvwxyz234567'[(value << (5 - bits)) & 31] : out;
}
