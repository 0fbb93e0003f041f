// SHA-256 for pages without TLS, where the browser keeps its own from us, and for a click that must
// open a window at once. Fetched only then.

const ROUNDS = fractions(64, 1 / 3);
const START = fractions(8, 1 / 2);

/** The 32 bytes of the hash (FIPS 180-4). */
export function sha256(message: Uint8Array): Uint8Array {
  const state = [...START];
  const padded = pad(message);
  for (let at = 0; at < padded.byteLength; at += 64)
    block(state, new DataView(padded.buffer, at, 64));
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => {
    out.setUint32(index * 4, word);
  });
  return new Uint8Array(out.buffer);
}

function pad(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = Math.ceil((message.length + 9) / 64) * 64;
  const padded = new Uint8Array(length);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setUint32(length - 4, message.length * 8);
  return padded;
}

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));

function block(state: number[], view: DataView): void {
  const words = schedule(view);
  let [a, b, c, d, e, f, g, h] = state as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let round = 0; round < 64; round++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + (ROUNDS[round] ?? 0) + (words[round] ?? 0)) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = ((state[index] ?? 0) + word) | 0;
  });
}

function schedule(view: DataView): Int32Array {
  const words = new Int32Array(64);
  const at = (index: number) => words[index] ?? 0;
  for (let index = 0; index < 64; index++) {
    if (index < 16) {
      words[index] = view.getInt32(index * 4);
      continue;
    }
    const low = turn(at(index - 15), 7) ^ turn(at(index - 15), 18) ^ (at(index - 15) >>> 3);
    const high = turn(at(index - 2), 17) ^ turn(at(index - 2), 19) ^ (at(index - 2) >>> 10);
    words[index] = at(index - 16) + low + at(index - 7) + high;
  }
  return words;
}

/** The first 32 bits of the fractional parts of the roots of the first `count` primes. */
function fractions(count: number, power: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    if (primes.every((prime) => n % prime)) primes.push(n);
  }
  return primes.map((prime) => ((prime ** power % 1) * 2 ** 32) | 0);
}
