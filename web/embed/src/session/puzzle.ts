// A number whose hash begins with so many zero bits. Fetched only while a site is under attack.

const CHUNK = 256; // hashes between two breaths of the page

type Hash = (message: Uint8Array<ArrayBuffer>) => Promise<Uint8Array> | Uint8Array;

/** `puzzle.n`, the proof that the service asks for. */
export async function solve(puzzle: string, bits: number): Promise<string> {
  const hash = await hasher();
  const encoder = new TextEncoder();
  for (let from = 0; ; from += CHUNK) {
    const proofs = Array.from({ length: CHUNK }, (_, index) => `${puzzle}.${from + index}`);
    const hashes = await Promise.all(proofs.map((each) => hash(encoder.encode(each))));
    const found = hashes.findIndex((each) => zeroBits(each) >= bits);
    if (found >= 0) return proofs[found] as string;
    await new Promise((resolve) => setTimeout(resolve)); // typing and scrolling come first
  }
}

export function zeroBits(hash: Uint8Array): number {
  const first = hash.findIndex((byte) => byte > 0);
  if (first < 0) return hash.length * 8;
  return first * 8 + Math.clz32(hash[first] as number) - 24;
}

/** The browser's own SHA-256; ours on pages without TLS, where browsers keep theirs. */
async function hasher(): Promise<Hash> {
  if (crypto.subtle) {
    return async (message) => new Uint8Array(await crypto.subtle.digest('SHA-256', message));
  }
  return (await import('../sha256.ts')).sha256;
}
