// axe-core on the page: both themes, a phone and a desk, every view.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Chapter } from './chapter.ts';
import { startHarness } from './harness.ts';
import { Instrument } from './instrument.ts';

const axe = readFileSync(`${import.meta.dirname}/../../node_modules/axe-core/axe.min.js`, 'utf8');

type Axe = {
  run(): Promise<{
    violations: { id: string; help: string; nodes: { target: unknown; failureSummary: string }[] }[];
  }>;
};

describe.each(['light', 'dark'] as const)('in the %s theme', async (colorScheme) => {
  const { browser, servers } = await startHarness({ colorScheme });
  const instrument = new Instrument(browser);
  const chapter = new Chapter(browser);

  async function violations(): Promise<string[]> {
    return browser.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id}: ${help}: ${JSON.stringify(node.target)}: ${node.failureSummary}`),
      );
    });
  }

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
