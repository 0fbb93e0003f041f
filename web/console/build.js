// Builds the console with hashed names, and the manifest by which its page finds them.

import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = fileURLToPath(new URL('../../service/static/built/console', import.meta.url));

rmSync(out, { recursive: true, force: true });
await build({
  root: here,
  logLevel: 'warn',
  configFile: false,
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: out,
    target: 'es2022',
    cssTarget: ['chrome125', 'firefox128', 'safari18.4'],
    manifest: 'manifest.json',
    assetsDir: '.',
    emptyOutDir: true,
    reportCompressedSize: false,
    rolldownOptions: { input: { console: `${here}src/main.tsx` } },
  },
});
