// The same cases in each browser: one project for each. `npx vitest run --config tests/browser/vitest.config.ts
// --project firefox` runs one.
import { defineConfig } from 'vitest/config';
import { browserNames } from './browsers.ts';

export default defineConfig({
  test: {
    fileParallelism: false,
    projects: browserNames.map((browser) => ({
      test: {
        name: browser,
        root: import.meta.dirname,
        include: ['*.test.ts'],
        provide: { browser },
        fileParallelism: false,
        // Long enough for a machine that has other things to do: how fast the page is, `npm run bench` tells.
        expect: { poll: { timeout: 20_000 } },
        // Of the loads that a worker asks for, Firefox leaves one in fifty to a hundred hanging, whatever it loads.
        retry: browser === 'firefox' ? 1 : 0,
        testTimeout: 180_000,
        hookTimeout: 180_000,
      },
    })),
  },
});
