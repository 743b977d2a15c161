// A page of dist/ in Chromium, for measuring the package as it is published.
import { createServer } from 'node:http';
import puppeteer from 'puppeteer-core';
import sirv from 'sirv';
import { runnerImport } from 'vite';
import { root } from '../../web/build/paths.mjs';

/** `use` gets a page that can import /index.js. */
export async function inChromium(use) {
  const { module } = await runnerImport(`${root}/tests/browser/puppeteer.ts`);
  const server = createServer(sirv(`${root}/dist`)).listen(0, '127.0.0.1');
  const browser = await puppeteer.launch({ ...module.chromiumOptions(), protocolTimeout: 600_000 });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/story.svg`);
    return await use(page);
  } finally {
    await browser.close();
    server.close();
  }
}
