// The real wasm under Node: `npx vitest run --config tests/engine/vitest.config.ts`, after a build.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'engine',
    setupFiles: ['tests/engine/breathe.ts'],
    include: ['tests/engine/*.test.ts'],
    maxWorkers: '100%', // Vitest would leave one core idle
    testTimeout: 180_000, // other things may run at the same time
    hookTimeout: 180_000,
    // Vitest's own loader defines `exports`, by which Emscripten's glue would take itself for CommonJS.
    server: { deps: { external: [/build\/wasm/] } },
  },
});
