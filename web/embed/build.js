// Builds the embed: first the parts (hashed, loaded on demand), then the loader that knows their names.

import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = fileURLToPath(new URL('../../service/static/built/', import.meta.url));
const shared = {
  root: here,
  logLevel: 'warn',
  configFile: false,
  resolve: { alias: { 'preact/jsx-runtime': `${here}src/jsx.ts` } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  base: './',
};

/** `read-fr`, `write-fr`: the words of one language. */
const wordsOf = (id) =>
  id
    ?.match(/messages\/(read|write)\/(\w+)\.ts$/)
    ?.slice(1)
    .join('-');

/** Builds one part with what it loads on demand; returns the name of its file. */
async function part(name, file) {
  const [{ output }] = await build({
    ...shared,
    build: {
      outDir: `${out}embed`,
      emptyOutDir: false,
      target: 'es2022',
      cssTarget: ['chrome125', 'firefox128', 'safari18.4'],
      reportCompressedSize: false,
      // a library build, because others get Vite's preloader: 700 bytes that we have no use for
      lib: { entry: { [name]: `${here}src/${file}` }, formats: ['es'] },
      rolldownOptions: {
        preserveEntrySignatures: 'allow-extension',
        output: {
          minify: true,
          comments: false,
          hashCharacters: 'base36',
          // short and in small letters: the reading part names twenty others, and hashes hardly compress
          entryFileNames: '[name]-[hash:6].js',
          chunkFileNames: (chunk) => `${wordsOf(chunk.facadeModuleId) ?? chunk.name}-[hash:6].js`,
        },
      },
    },
  });
  return output.find((chunk) => chunk.isEntry).fileName;
}

rmSync(`${out}embed`, { recursive: true, force: true });
const reading = await part('reading', 'main.tsx');
const counts = await part('counts', 'counts.ts');

await build({
  ...shared,
  define: { __READING__: JSON.stringify(reading), __COUNTS__: JSON.stringify(counts) },
  build: {
    outDir: out,
    emptyOutDir: false,
    target: 'es2022',
    reportCompressedSize: false,
    lib: {
      entry: `${here}src/loader.ts`,
      formats: ['iife'],
      name: 'parleyLoader',
      fileName: () => 'embed.js',
    },
  },
});
