// What every test file here starts with: its browser, the servers, and after each case the check that nothing went wrong
// unseen.
import { afterAll, afterEach, expect, inject } from 'vitest';
import type { LaunchOptions } from './browser.ts';
import { type BrowserName, launch } from './browsers.ts';
import { startServers } from './servers.ts';

declare module 'vitest' {
  interface ProvidedContext {
    browser: BrowserName;
  }
}

export async function startHarness(options?: LaunchOptions) {
  const browser = await launch(inject('browser'), options);
  const servers = await startServers();
  afterEach(async () => {
    expect(await browser.takeProblems(), 'problems the browser saw').toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    servers.close();
  });
  return { browser, servers };
}
