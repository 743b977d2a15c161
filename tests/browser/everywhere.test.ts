// The model of stories in every place that a reader may meet it in: read, taken apart, sampled and saved.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { startHarness } from './harness.ts';
import { Instrument, shows } from './instrument.ts';

const { browser, servers } = await startHarness();
const instrument = new Instrument(browser);

const folder = mkdtempSync(join(tmpdir(), 'pay-attention-'));
afterAll(() => rmSync(folder, { recursive: true }));
copyFileSync(`${import.meta.dirname}/../../dist/pay-attention.html`, join(folder, 'all.html'));

const places = {
  'the site at the root of its host': { address: `${servers.root}#model=story` },
  'the site under a sub-path': { address: `${servers.site}#model=story` },
  'the single file from disk': { address: `${pathToFileURL(join(folder, 'all.html')).href}#model=story` },
  'a tag on another origin': { address: servers.fixture('story.html') },
  'a frame from another site': { address: servers.fixture('frame.html'), isFramed: true },
  'a frame without an origin': { address: servers.fixture('frame.html?sandboxed'), isFramed: true },
};

const press = (selector: string) =>
  browser.evaluate((selector) => {
    const root = document.querySelector('pay-attention')?.shadowRoot;
    const button = root?.querySelector<HTMLElement>(selector);
    if (!button) throw new Error(`no ${selector}`);
    button.click();
  }, selector);

/** The last row of what the core has computed. */
const lastWeights = () =>
  browser.evaluate(() => {
    const { reading } = document.querySelector('pay-attention') as unknown as {
      reading: { pattern: { columns: number; data: ArrayLike<number> } };
    };
    const { columns, data } = reading.pattern;
    return Array.from(data).slice(-columns);
  });

/** Keeps what is saved from the disk, and says what it was. */
const catchSaved = () =>
  browser.evaluate(() => {
    const saved: { name: string; text: string }[] = [];
    Object.assign(globalThis, { saved });
    const blobs = new Map<string, Blob>();
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob: Blob) => {
      const url = createObjectURL(blob);
      blobs.set(url, blob);
      return url;
    };
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      const name = this.download;
      blobs
        .get(this.href)
        ?.text()
        .then((text) => saved.push({ name, text }));
    };
  });

const saved = () =>
  browser.evaluate(() => (globalThis as unknown as { saved: { name: string; text: string }[] }).saved);

// Not by the mouse: not every driver finds its way into a frame without an origin.
test.each(Object.entries(places))('%s: type, see, knock out, sample, save', async (_, place) => {
  await browser.open(place.address);
  if ('isFramed' in place) await browser.enterFrame('iframe');
  await expect.poll(instrument.words).not.toHaveLength(0);

  const typed = 'kim takes a ball . kim takes the';
  await instrument.paste(typed);
  await instrument.settled(typed);
  const weights = await lastWeights();
  const numbers = await instrument.numbers();
  expect(numbers).toHaveLength(weights.length);
  for (const [i, weight] of weights.entries())
    expect(numbers[i], `weight ${i}`).toSatisfy((text: string) => shows(text, weight));

  const before = await instrument.candidateNumbers();
  await press('button.knock-out');
  await expect.poll(instrument.candidateNumbers).not.toEqual(before);

  await press('button.sample');
  await expect.poll(async () => (await instrument.state()).sampled).toHaveLength(1);

  await catchSaved();
  await press('button.more');
  await press('button[name="save"][value="svg"]');
  await expect.poll(saved).toHaveLength(1);
  const [figure] = await saved();
  expect(figure?.name).toMatch(/\.svg$/);
  expect(figure?.text).toMatch(/^<svg .*takes.*<\/svg>\s*$/s);
});
