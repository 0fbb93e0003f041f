// Prints what a reader's browser fetches, gzipped, and fails above the limits.

import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const built = new URL('../../service/static/built/', import.meta.url);
const LOADER_LIMIT = 2_000; // bytes, gzip
const READING_LIMIT = 15_000; // bytes, gzip: loader, reading and the words of one language

const size = (path) => gzipSync(readFileSync(new URL(path, built)), { level: 9 }).length;
const parts = readdirSync(new URL('embed/', built)).map((name) => [name, size(`embed/${name}`)]);
const largest = (pattern) =>
  Math.max(...parts.filter(([name]) => pattern.test(name)).map(([, bytes]) => bytes));
const sum = (pattern) =>
  parts.filter(([name]) => pattern.test(name)).reduce((total, [, bytes]) => total + bytes, 0);

const loader = size('embed.js');
const onDemand = /^(participant|counts|article|sha256|puzzle|live|changes|mistakes|write-)/;
const words = largest(/^read-/);
const code = sum(/^(?!read-)/) - sum(onDemand);
const reading = loader + code + words;
console.log(`loader          ${loader} B gzip (limit ${LOADER_LIMIT})`);
console.log(`loader+reading  ${reading} B gzip (limit ${READING_LIMIT}), words ${words} B of it`);
console.log(`staying live    ${sum(/^(live|changes)/)} B gzip, five seconds later`);
console.log(`on demand       ${sum(/^participant/)} B gzip to write`);
if (loader > LOADER_LIMIT || reading > READING_LIMIT) {
  console.error('The embed is too large.');
  process.exit(1);
}
