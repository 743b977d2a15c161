// What the tests here start with: Chromium, a server of build/hosts, and one of the package's files on another origin,
// as from a CDN.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import { afterAll, afterEach, expect } from 'vitest';
import { launch } from '../browser/browsers.ts';
import { folder } from './install.ts';

/** Serves a folder on a port that the system chooses. */
async function serve(path: string): Promise<{ address: string; server: Server }> {
  const site = sirv(path, { dev: true });
  const server = createServer((request, response) => {
    if (request.url === '/favicon.ico') return response.writeHead(204).end();
    response.setHeader('Access-Control-Allow-Origin', '*');
    site(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

export async function startHosts() {
  const browser = await launch('chromium');
  const here = await serve(folder);
  const files = await serve(`${folder}/node_modules/pay-attention`);
  afterEach(async () => expect(await browser.takeProblems()).toEqual([]));
  afterAll(async () => {
    await browser.close();
    for (const { server } of [here, files]) {
      server.closeAllConnections();
      server.close();
    }
  });
  const shown = () =>
    browser.evaluate(() => {
      const element = document.querySelector('pay-attention');
      return {
        words: element?.reading?.words.join(' '),
        state: element?.state,
        results: Number(document.querySelector('output')?.textContent),
      };
    });
  return {
    browser,
    shown,
    /** Opens a page of build/hosts. */
    open: (path: string) => browser.open(`${here.address}${path}`),
    /** Where the package's files are, on another origin. */
    cdn: `${files.address}dist/`,
  };
}
