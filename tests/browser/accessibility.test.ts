// axe-core on the page: both themes, a phone and a desk, every view.
import { readFileSync } from 'node:fs';
import { describe, expect, inject, test } from 'vitest';
import { partNames } from '../../web/src/element/parts.ts';
import { languages } from '../../web/src/words/languages.ts';
import type { Browser } from './browser.ts';
import { Chapter } from './chapter.ts';
import { startHarness } from './harness.ts';
import { Instrument } from './instrument.ts';

const axe = readFileSync(`${import.meta.dirname}/../../node_modules/axe-core/axe.min.js`, 'utf8');

type Axe = {
  run(
    context?: Document | string,
    options?: object,
  ): Promise<{
    violations: { id: string; help: string; nodes: { target: unknown; failureSummary: string }[] }[];
  }>;
};

const violationsIn = (browser: Browser, selector?: string, options = {}): Promise<string[]> =>
  browser.evaluate(
    async (selector, options) => {
      const { axe } = globalThis as unknown as { axe: Axe };
      const { violations } = await axe.run(selector ?? document, options);
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id}: ${help}: ${JSON.stringify(node.target)}: ${node.failureSummary}`),
      );
    },
    selector,
    options,
  );

describe.each(['light', 'dark'] as const)('in the %s theme', async (colorScheme) => {
  const { browser, servers } = await startHarness({ colorScheme });
  const instrument = new Instrument(browser);
  const chapter = new Chapter(browser);
  const violations = () => violationsIn(browser);

  test.each([360, 1280])('axe finds nothing at a width of %i pixels', async (width) => {
    await browser.setViewport(width, 900);
    await browser.open(servers.post);
    await instrument.settled('The quick brown fox jumps over the lazy dog');
    await browser.run(axe);
    for (const view of ['line', 'matrix', 'pair']) {
      await browser.click(instrument.path(`button[name="view"][value="${view}"]`));
      await expect.poll(async () => (await instrument.state()).view).toBe(view);
      expect(await violations(), view).toEqual([]);
    }
    await browser.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    expect(await violations(), 'everything unfolded').toEqual([]);
    await instrument.write('');
    await expect.poll(instrument.alert).not.toBe('');
    expect(await violations(), 'with an error').toEqual([]);

    await chapter.train(10);
    await chapter.press('.map');
    await expect.poll(() => chapter.texts('.open-head')).toHaveLength(1);
    await chapter.press('button[name="knock-out"]');
    await chapter.fill('.open-head select', '1.3');
    await expect.poll(() => chapter.texts('.matrices h3')).toHaveLength(2);
    expect(await violations(), 'with a trained model').toEqual([]);
    await browser.evaluate(() => document.querySelector('pay-attention')?.change({ model: 'trained' }));
    await expect.poll(instrument.alert).toBe('');
    expect(await violations(), 'with the trained model in the instrument').toEqual([]);
    await browser.evaluate(() => document.querySelector('pay-attention')?.change({ view: 'heads' }));
    await expect.poll(() => instrument.state()).toMatchObject({ view: 'heads' });
    expect(await violations(), 'with every head in the instrument').toEqual([]);
    await chapter.fill('[name="steps"]', 'many');
    await chapter.press('button[name="train"]');
    await expect.poll(() => chapter.text('#train-problem')).not.toBe('');
    expect(await violations(), 'with a run that is refused').toEqual([]);
  });
});

// axe is the same in each browser.
if (inject('browser') === 'chromium')
  describe('a post', async () => {
    const { browser, servers } = await startHarness();
    const tags = ['', ...partNames].flatMap((part) =>
      ['light', 'dark'].map((theme) => {
        const shown = part
          ? `show="${part}" controls="head, knock-out, step, sample, scale, sink, save"`
          : '';
        const tag = `<pay-attention model="story" loading="eager" theme="${theme}" ${shown}></pay-attention>`;
        return `<div style="background: ${theme === 'dark' ? '#111; color: #eee' : '#fff; color: #111'}">${tag}</div>`;
      }),
    );

    test('has no part in which axe finds anything, in either theme and any language', async () => {
      const script = `<script src="${servers.open}pay-attention.min.js"></script>`;
      await browser.open(servers.paste(`${script}<main id="tags">${tags.join('')}</main>`));
      const speaks = (language: string) =>
        browser.evaluate((language) => {
          const elements = [...document.querySelectorAll('pay-attention')];
          for (const element of elements) element.lang = language;
          return elements.every(
            ({ reading, shadowRoot }) =>
              reading && shadowRoot?.querySelector('.instrument')?.getAttribute('lang') === language,
          );
        }, language);
      await expect.poll(() => speaks('en')).toBe(true);
      await browser.run(axe);
      // The same part stands there twice, once in each theme.
      const rules = { 'landmark-unique': { enabled: false } };
      expect(await violationsIn(browser, '#tags', { rules }), 'in English').toEqual([]);
      // Colours are the same in all of them, and take the most time.
      const options = { rules: { ...rules, 'color-contrast': { enabled: false } } };
      for (const language of Object.keys(languages).slice(1)) {
        await expect.poll(() => speaks(language)).toBe(true);
        expect(await violationsIn(browser, '#tags', options), language).toEqual([]);
      }
    });
  });
