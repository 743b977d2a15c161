// Lighthouse on the site as a static host serves it, gzipped: on a phone and at a desk, in its four categories.
// `npm run lighthouse`; the least score that will do is 95.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import lighthouse, { desktopConfig } from 'lighthouse';
import puppeteer from 'puppeteer-core';
import { runnerImport } from 'vite';
import { root } from '../../web/build/paths.mjs';

const least = 95;
// The page's policy forbids it every connection, and so Lighthouse's own for robots.txt.
const skipAudits = ['robots-txt'];
const configs = {
  phone: { extends: 'lighthouse:default', settings: { skipAudits } },
  desk: { ...desktopConfig, settings: { ...desktopConfig.settings, skipAudits } },
};
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.svg': 'image/svg+xml' };

function serve() {
  const server = createServer(({ url }, response) => {
    const path = new URL(url, 'http://localhost').pathname.replace(/\/$/, '/index.html');
    try {
      const body = gzipSync(readFileSync(`${root}/dist${path}`));
      const type = types[extname(path)] ?? 'application/octet-stream';
      response.writeHead(200, {
        'Content-Type': type,
        'Content-Encoding': 'gzip',
        'Cache-Control': 'max-age=600',
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const { chromiumOptions } = (await runnerImport(`${root}/tests/browser/puppeteer.ts`)).module;
const server = await serve();
const address = `http://127.0.0.1:${server.address().port}/`;
const scores = {};
for (const [name, config] of Object.entries(configs)) {
  const browser = await puppeteer.launch(chromiumOptions());
  try {
    const { port } = new URL(browser.wsEndpoint());
    const { lhr } = await lighthouse(address, { port: Number(port), logLevel: 'error' }, config);
    scores[name] = Object.fromEntries(
      Object.values(lhr.categories).map(({ title, score }) => [title, Math.round(100 * score)]),
    );
    const details = [
      'first-contentful-paint',
      'largest-contentful-paint',
      'total-blocking-time',
      'cumulative-layout-shift',
    ];
    for (const id of details) scores[name][lhr.audits[id].title] = lhr.audits[id].displayValue;
    for (const { auditRefs } of Object.values(lhr.categories))
      for (const { id, weight } of auditRefs) {
        const { score, title, displayValue = '' } = lhr.audits[id];
        if (weight > 0 && score !== null && score < 0.9) console.log(`${name}: ${title} ${displayValue}`);
      }
  } finally {
    await browser.close();
  }
}
server.close();
console.table(scores);
const failed = Object.values(scores).flatMap((of) => Object.values(of).filter((score) => score < least));
process.exit(failed.length > 0 ? 1 : 0);
