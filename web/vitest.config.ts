import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: the tool reads the default export
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: { include: ['*/src/**/*.test.{ts,tsx}'], environment: 'happy-dom' },
});
