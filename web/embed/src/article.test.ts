import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { base32, canonicalUrl, keyOf } from './article.ts';
import { sha256 } from './sha256.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the key of a page', () => {
  it.each([
    ['', ''],
    ['f', 'my'],
    ['fo', 'mzxq'],
    ['foobar', 'mzxw6ytboi'],
  ])('writes %j in base32 as RFC 4648 does', (text, expected) => {
    expect(base32(bytes(text))).toBe(expected);
  });

  it.each([0, 3, 55, 56, 64, 1000])('hashes %i bytes like the standard does', (length) => {
    const message = bytes('x'.repeat(length));
    const expected = createHash('sha256').update(message).digest('hex');
    expect(Buffer.from(sha256(message)).toString('hex')).toBe(expected);
  });

  it('is short, lower-case and always the same', async () => {
    const key = await keyOf('https://example.org/story');
    expect(key).toMatch(/^u-[a-z2-7]{52}$/);
    expect(await keyOf('https://example.org/story')).toBe(key);
  });
});

describe('the canonical address', () => {
  it.each([
    ['https://Example.org/a?utm_source=x&b=1&FBCLID=2#top', 'https://example.org/a?b=1'],
    ['https://example.org:443', 'https://example.org/'],
    ['https://example.org/?q=a%20b~*', 'https://example.org/?q=a+b~%2A'], // as Python writes it
  ])('of %s is %s', (url, expected) => {
    expect(canonicalUrl({ base: '', site: '', url }, document)).toBe(expected);
  });
});
