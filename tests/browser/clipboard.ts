// What the page copies: browsers let no test read their clipboards.
import { expect } from 'vitest';
import type { Browser } from './browser.ts';

/** The text that the page copies once `click` has been done. */
export async function copied(browser: Browser, click: () => Promise<void>): Promise<string> {
  await browser.evaluate(() => {
    const writeText = async (text: string) => Object.assign(globalThis, { copied: text });
    Object.assign(globalThis, { copied: '' });
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
  });
  await click();
  const read = () => browser.evaluate(() => (globalThis as unknown as { copied: string }).copied);
  await expect.poll(read).not.toBe('');
  return read();
}
