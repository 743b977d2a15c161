// This build's page against another's, in one run: each figure of the bench's page table is taken of the one and the
// other in turn, so that what the machine does meanwhile befalls both. `node tests/bench/against.mjs FOLDER [ROUNDS]`
// after a build; FOLDER is the other's dist.
import { createServer } from 'node:http';
import puppeteer from 'puppeteer-core';
import sirv from 'sirv';
import { runnerImport } from 'vite';
import { root } from '../../web/build/paths.mjs';
import { longest, openSite, quantile, slowedBy, timeEdits, timeTraining, unlimited } from './page.mjs';

const [other, rounds = '10'] = process.argv.slice(2);
const { module } = await runnerImport(`${root}/tests/browser/puppeteer.ts`);
const options = module.chromiumOptions();
const rest = () => new Promise((resolve) => setTimeout(resolve, 2000)); // the chapters come after

/** Each takes its figure of the page at an address, in a browser of its own that has opened it once. */
const figures = {
  'first weights, CPU slowed, ms': [
    [],
    async (browser, address) => {
      const { page, close } = await openSite(browser, address, slowedBy);
      const painted = await page.evaluate(() => globalThis.bench.painted[0]);
      await close();
      return painted;
    },
  ],
  'longest task while loading, ms': [
    [],
    async (browser, address) => {
      const { page, close } = await openSite(browser, address);
      await rest();
      const task = await longest(page);
      await close();
      return task;
    },
  ],
  'edit of 64 words, median, ms': [
    unlimited,
    async (browser, address) => {
      const { page, close } = await openSite(browser, address);
      await rest();
      const times = await timeEdits(page, 64);
      await close();
      return quantile(times, 0.5);
    },
  ],
  'the chapter’s text is learned, s': [
    [],
    async (browser, address) => {
      const { page, close } = await openSite(browser, address);
      await rest();
      const time = await timeTraining(page, {});
      await close();
      return time;
    },
  ],
};

async function take([flags, measure], address) {
  const browser = await puppeteer.launch({ ...options, args: [...options.args, ...flags] });
  try {
    await (await openSite(browser, address)).close();
    return await measure(browser, address);
  } finally {
    await browser.close();
  }
}

const listening = (folder) =>
  new Promise((resolve) => {
    const server = createServer(sirv(folder)).listen(0, '127.0.0.1', () => resolve(server));
  });
const servers = await Promise.all([`${root}/dist`, other].map(listening));
const addresses = servers.map((server) => `http://127.0.0.1:${server.address().port}/#model=post`);
const table = {};
for (const [name, figure] of Object.entries(figures)) {
  const times = [[], []];
  for (let round = 0; round < Number(rounds); ++round) {
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const which of order) times[which].push(await take(figure, addresses[which]));
  }
  const [here, there] = times.map((all) => quantile(all, 0.5));
  table[name] = {
    here: Number(here.toFixed(2)),
    there: Number(there.toFixed(2)),
    ratio: Number((here / there).toFixed(3)),
  };
}
console.log(`This page and that of ${other}, medians of ${rounds} in turn`);
console.table(table);
for (const server of servers) server.close();
