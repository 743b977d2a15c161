// The site without a network: kept after a first visit, complete, and never for longer than its host has it so.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sirv from 'sirv';
import { afterAll, expect, test } from 'vitest';
import { startHarness } from './harness.ts';
import { Instrument } from './instrument.ts';

const { browser } = await startHarness();
const instrument = new Instrument(browser);
const story = 'ben put the map in the shed . where is the map ? in the';
const hash = `#sentence=${encodeURIComponent(story)}`;

/** The host's folder, and the host: it can be switched off and on, at one address. */
const folder = mkdtempSync(join(tmpdir(), 'pay-attention-'));
const dist = `${import.meta.dirname}/../../dist`;
const site = /\.(html|js|png|webmanifest)$|^words$/;
for (const name of readdirSync(dist).filter((name) => site.test(name)))
  cpSync(join(dist, name), join(folder, name), { recursive: true });
let server: Server | undefined;
let port = 0;
/** Whether it has a service worker. (Its file cannot be taken away while a browser may be reading it.) */
let keepsPages = true;

async function switchOn(): Promise<string> {
  const files = sirv(folder, { dev: true });
  server = createServer((request, response) => {
    if (request.url === '/favicon.ico') return response.writeHead(204).end();
    if (!keepsPages && request.url?.startsWith('/sw.js')) return response.writeHead(404).end();
    files(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  return `http://127.0.0.1:${port}/`;
}

function switchOff(): void {
  server?.closeAllConnections();
  server?.close();
}

afterAll(() => {
  switchOff();
  rmSync(folder, { recursive: true });
});

const title = () => browser.evaluate(() => document.title);
const offer = () => browser.evaluate(() => document.querySelector('.newer')?.textContent ?? '');

/** The page and its icons, what it loads later, and its languages; without what few want, which comes to them then. */
const parts = 18;

/** How many files the worker that is in charge has kept. */
const kept = () =>
  browser.evaluate(async () => {
    const { active } = (await navigator.serviceWorker.getRegistration()) ?? {};
    if (active?.state !== 'activated') return 0;
    const caches = await Promise.all(
      (await globalThis.caches.keys()).map((name) => globalThis.caches.open(name)),
    );
    return (await Promise.all(caches.map((cache) => cache.keys()))).flat().length;
  });

/** Another build, of which only its title differs. */
function publish(name: string): void {
  const page = join(folder, 'index.html');
  writeFileSync(page, readFileSync(page, 'utf8').replace(/<title>.*?<\/title>/, `<title>${name}</title>`));
  execFileSync('node', [`${dist}/../web/build/offline.mjs`, folder]);
}

test('after a visit it is there without its host, with all its parts; a newer one is offered, and taken', async () => {
  const address = await switchOn();
  await browser.open(address);
  await expect.poll(kept).toBe(parts);
  await browser.open(address); // now the worker is in charge of it
  const families = () => browser.evaluate(async () => (await fetch('families.js')).ok);
  expect(await families()).toBe(true);
  await expect.poll(kept).toBe(parts + 1);

  switchOff();
  await browser.open(`${address}${hash}`);
  await instrument.settled(story);
  expect(await families()).toBe(true);
  await browser.evaluate(() => document.querySelector('pay-attention')?.setAttribute('step', '500'));
  await expect.poll(async () => (await instrument.state()) as object).toMatchObject({ step: 500 });
  await expect.poll(instrument.alert).toBe('');
  await browser.evaluate(() => document.querySelector('pay-attention')?.change({ model: 'post' }));
  await expect.poll(async () => (await instrument.reading()).embeddings !== undefined).toBe(true);
  expect(await offer()).toBe('');
  await browser.takeProblems(); // that there is no network

  publish('The second');
  await switchOn();
  await browser.open(`${address}${hash}`);
  await expect.poll(offer).toBe('A newer version is here · use it');
  expect(await title()).not.toBe('The second');
  await browser.click('.newer button');
  await expect.poll(() => title().catch(() => '')).toBe('The second');
  await instrument.settled(story);
  expect(await offer()).toBe('');
  expect(await kept()).toBe(parts + 1);

  // Nobody presses anything: it comes when the page is opened again after all have left it.
  publish('The third');
  await browser.open(address);
  await expect.poll(offer).not.toBe('');
  const again = async () => {
    await browser.open(address);
    return title();
  };
  await expect.poll(again).toBe('The third');
});

test('a host that keeps nothing any more gets its readers back', async () => {
  const address = `http://127.0.0.1:${port}/`;
  keepsPages = false;
  // A browser that was asking for the worker just then asks again when the page is opened again.
  const registrations = async () => {
    await browser.open(address);
    return browser.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
  };
  await expect.poll(registrations, { interval: 1000 }).toBe(0);
  await browser.takeProblems(); // the 404
});
