// The real wasm under Node: `npx vitest run --config tests/engine/vitest.config.ts`, after a build.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'engine',
    include: ['tests/engine/*.test.ts'],
    testTimeout: 30_000,
    // Vitest's own loader offers `exports`, which Emscripten's glue would take for CommonJS.
    server: { deps: { external: [/build\/wasm/] } },
  },
});
