// What every test file here starts with: its browser, the servers, and after each case the check that the browser has
// seen no error.
import { afterAll, afterEach, expect, inject } from 'vitest';
import type { LaunchOptions } from './browser.ts';
import { type BrowserName, launch } from './browsers.ts';
import { startServers } from './servers.ts';

declare module 'vitest' {
  interface ProvidedContext {
    browser: BrowserName;
  }
}

/** Waits until something is so and stays so, four looks in a row: layout may still move it. */
export async function untilItStays(isSo: () => Promise<boolean>): Promise<void> {
  let times = 0;
  const stays = async () => {
    times = (await isSo()) ? times + 1 : 0;
    return times >= 4;
  };
  await expect.poll(stays, { interval: 120 }).toBe(true);
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
