// dist/examples: every page opens, every instrument in it is live, and axe finds nothing.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startHarness } from './harness.ts';

const { browser, servers } = await startHarness();
const root = `${import.meta.dirname}/../..`;
const axe = readFileSync(`${root}/node_modules/axe-core/axe.min.js`, 'utf8');
const pages = readdirSync(`${root}/dist/examples`).filter((name) => name.endsWith('.html'));

type Axe = {
  run(): Promise<{ violations: { id: string; nodes: { target: unknown; failureSummary: string }[] }[] }>;
};
type Deck = { slide(i: number): void };

/** Brings the instrument into view, its slide included, and says what it reads. */
const wordsOf = (i: number) =>
  browser.evaluate((i) => {
    const { Reveal: deck } = globalThis as unknown as { Reveal?: Deck };
    const element = document.querySelectorAll('pay-attention')[i] as HTMLElement & {
      reading?: { words: string[] };
      sentence?: string;
    };
    const slides = [...document.querySelectorAll('.slides > section')];
    deck?.slide(slides.findIndex((slide) => slide.contains(element)));
    element?.scrollIntoView({ behavior: 'instant' });
    const said = element?.shadowRoot?.querySelector('.error')?.textContent;
    return said || (element?.reading?.words.join(' ') === element?.sentence ? 'live' : 'not yet');
  }, i);

const violations = () =>
  browser.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)}: ${failureSummary}`),
    );
  });

test('there are a post, a dark one, slides, a notebook and a handout', () => {
  expect(pages.sort()).toEqual(['dark.html', 'handout.html', 'notebook.html', 'post.html', 'slides.html']);
});

test.each(pages)('%s is live', async (page) => {
  await browser.open(`${servers.site}examples/${page}`);
  const count = () => browser.evaluate(() => document.querySelectorAll('pay-attention').length);
  await expect.poll(count).toBeGreaterThan(0);
  for (let i = 0; i < (await count()); ++i)
    await expect.poll(() => wordsOf(i), { message: `tag ${i}` }).toBe('live');
  await browser.run(axe);
  expect(await violations()).toEqual([]);
});

test('a cell of the notebook runs again with what is written in it', async () => {
  await browser.open(`${servers.site}examples/notebook.html`);
  const output = () => browser.evaluate(() => document.querySelector('output')?.textContent ?? '');
  await expect.poll(output).toMatch(/^shed [\d.]+/);
  await browser.evaluate(() => {
    const field = document.querySelector('textarea') as HTMLTextAreaElement;
    field.value = field.value.replace('is the map', 'is the coin');
    document.querySelector('button')?.click();
  });
  await expect.poll(output).toMatch(/^box [\d.]+/);
});
