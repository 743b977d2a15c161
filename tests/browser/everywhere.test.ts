// The model of stories in every place that a reader may meet it in: read, taken apart, sampled and saved.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { storySentence } from '../../web/src/element/first-story.ts';
import { startHarness } from './harness.ts';
import { Instrument, shows } from './instrument.ts';
import { catchSaved, type NamedFile, savedIn, textOf } from './saved.ts';

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

/** What a reader does; not by the mouse: not every driver finds its way into a frame without an origin. */
async function useAll(): Promise<void> {
  await expect.poll(instrument.words).not.toHaveLength(0);

  const typed = storySentence.replace('drawer', 'bag');
  await instrument.paste(typed);
  await instrument.settled(typed);
  const weights = await lastWeights();
  const numbers = await instrument.numbers();
  expect(numbers).toHaveLength(weights.length);
  for (const [i, weight] of weights.entries())
    expect(numbers[i], `weight ${i}`).toSatisfy((text: string) =>
      weight < 0.0005 ? text === '<.001' || text === '0' : shows(text, weight),
    );

  const before = await instrument.candidateNumbers();
  await press('button.knock-out');
  await expect.poll(instrument.candidateNumbers).not.toEqual(before);

  await press('button.sample');
  await expect.poll(async () => (await instrument.state()).sampled).toHaveLength(1);

  await catchSaved(browser);
  await press('button.more');
  await press('button[name="save"][value="svg"]');
  await expect.poll(() => savedIn(browser)).toHaveLength(1);
  const [figure] = (await savedIn(browser)) as [NamedFile];
  expect(figure.name).toMatch(/\.svg$/);
  expect(textOf(figure)).toMatch(/^<\?xml .*<svg .*anna.*<\/svg>\s*$/s);
}

test.each(Object.entries(places))('%s: type, see, knock out, sample, save', async (_, place) => {
  await browser.open(place.address);
  if ('isFramed' in place) await browser.enterFrame('iframe');
  await useAll();
});

test('a strict host: all of it in workers, a model is trained and saved, and nothing violates its policy', async () => {
  await browser.open(servers.fixture('strict_host.html'));
  await useAll();
  const trained = await browser.evaluate(() =>
    (globalThis as unknown as { train(): Promise<Record<'first' | 'last' | 'bytes', number>> }).train(),
  );
  expect(trained.last).toBeLessThan(trained.first);
  expect(trained).toMatchObject({ says: 'd' });
});
