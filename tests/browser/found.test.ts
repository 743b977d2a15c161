// Models of other families in the chapter that trains: what is in a file before it is opened, folders, the site's own
// list, and a Llama that learns.
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { goldenFile } from '../engine/golden-file.ts';
import { Chapter, file } from './chapter.ts';
import { startHarness } from './harness.ts';
import { Instrument } from './instrument.ts';

const { browser, servers } = await startHarness();
const instrument = new Instrument(browser);
const chapter = new Chapter(browser);
const axe = readFileSync(`${import.meta.dirname}/../../node_modules/axe-core/axe.min.js`, 'utf8');
const gguf = file('small.gguf', goldenFile('llama-q8_0'));

async function reach(): Promise<void> {
  await browser.open(servers.post);
  await instrument.settled('The quick brown fox jumps over the lazy dog');
  await chapter.reach();
}

beforeEach(async () => {
  await browser.setViewport(1280, 2400);
  await reach();
});

describe('a model that is dropped', () => {
  test('says what it is, and is opened when the reader wants it', async () => {
    await chapter.drop([gguf]);
    await expect.poll(() => chapter.text('.found h3')).toBe('small.gguf');
    expect(await chapter.text('.found > p')).toBe(
      'GGUF · llama · 2 layers × 4 heads, 32 wide · 2 heads of keys and values' +
        '19,040 numbers · sentences of up to 50 tokens · 0.1 MB of memory once it is open',
    );
    expect(await chapter.texts('.found dt')).toContain('general.name');
    await browser.run(axe);
    const violations = await browser.evaluate(async () =>
      (
        await (
          globalThis as unknown as { axe: { run(path: string): Promise<{ violations: { id: string }[] }> } }
        ).axe.run('.found')
      ).violations.map(({ id }) => id),
    );
    expect(violations).toEqual([]);
    expect(await chapter.texts('.map')).toEqual([]);
    await chapter.press('button[name="open-found"]');
    await expect.poll(() => chapter.texts('.map')).toHaveLength(8);
    expect(await chapter.texts('.found')).toEqual([]);
    await chapter.fill('[name="sentence"]', 'a b');
    await expect.poll(() => chapter.texts('.lens thead th')).toEqual(['token', '<s>', '·a', '·', 'b']);

    // Its queries and keys as they meet: turned, and heads 2 and 3 with the same keys.
    await chapter.press('.map[data-layer="1"][data-head="3"]');
    await expect
      .poll(() => chapter.text('.origins'))
      .toBe(
        'Query and key are turned here by their positions: how far apart they are counts too. ' +
          'Heads share keys and values in this model: this one takes number 1 of them.',
      );
    const steps = (await chapter.texts('.open-head .steps .value')).map((text) =>
      Number(text.replace('= ', '').replace('−', '-')),
    );
    expect((steps[0] ?? 0) / Math.sqrt(8)).toBeCloseTo(steps[1] ?? Number.NaN, 1);
  });

  test('shows a head that is opened in the moment in which the sentence changes', async () => {
    await chapter.open([gguf]);
    await expect.poll(() => chapter.texts('.map')).toHaveLength(8);
    await browser.evaluate(() => {
      const field = document.querySelector<HTMLTextAreaElement>('#train-sentence');
      if (field) field.value = 'a b a';
      field?.dispatchEvent(new Event('input', { bubbles: true }));
      document.querySelector<HTMLElement>('train-figure .map')?.click();
    });
    await expect.poll(() => chapter.texts('.open-head')).toHaveLength(1);
    expect(await chapter.text('#train-problem')).toBe('');
  });

  test('is left alone when the reader does not', async () => {
    await chapter.drop([gguf]);
    await expect.poll(() => chapter.texts('.found')).toHaveLength(1);
    await chapter.press('button[name="leave-found"]');
    await expect.poll(() => chapter.texts('.found')).toEqual([]);
    expect(await chapter.texts('.map')).toEqual([]);
    expect(await chapter.text('#train-problem')).toBe('');
  });

  test('as a folder is opened by what is right in it', async () => {
    const { name, base64 } = gguf;
    await browser.evaluate(
      (name, base64) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const entryOf = (name: string, content: BlobPart) => ({
          isFile: true,
          isDirectory: false,
          file: (take: (file: File) => void) => take(new File([content], name)),
        });
        const folderOf = (entries: object[]) => ({
          isFile: false,
          isDirectory: true,
          createReader: () => ({
            readEntries: (take: (some: object[]) => void) => take(entries.splice(0, 1)), // one at a time
          }),
        });
        const inner = folderOf([entryOf('config.json', '{}')]);
        const folder = folderOf([entryOf('README.md', 'A model.'), inner, entryOf(name, bytes)]);
        const event = new DragEvent('drop', { bubbles: true, cancelable: true });
        const items = [{ webkitGetAsEntry: () => folder }];
        Object.defineProperty(event, 'dataTransfer', { value: { items, files: [new File([], 'folder')] } });
        document.querySelector('train-figure')?.dispatchEvent(event);
      },
      name,
      base64,
    );
    await expect.poll(() => chapter.text('.found h3')).toBe('small.gguf');
  });
});

test('the models that the site offers are listed, and say what they are before they are opened', async () => {
  const list = [
    {
      name: 'Small one',
      address: servers.share('small.gguf', goldenFile('llama-q8_0')),
      about: 'of two layers',
    },
    { name: 3, address: 'nowhere' },
    'no model',
  ];
  await browser.evaluate((list) => {
    const original = fetch;
    globalThis.fetch = (url, options) =>
      String(url).endsWith('/models.json')
        ? Promise.resolve(new Response(JSON.stringify(list)))
        : original(url, options);
    const figure = document.querySelector('train-figure');
    figure?.replaceWith(Object.assign(document.createElement('train-figure')));
  }, list);
  await expect
    .poll(() => chapter.texts('.site-models li span:first-child'))
    .toContain('Small one of two layers');
  expect(await chapter.texts('.site-models li')).toHaveLength(1);
  await chapter.press('button[name="open-site-model"]');
  await expect.poll(() => chapter.text('.found h3')).toBe('small.gguf');
});

test('a Llama learns like a GPT-2', async () => {
  await chapter.fill('[name="architecture"]', 'llama');
  await chapter.train(60);
  await chapter.press('.loss-table summary');
  await expect.poll(() => chapter.texts('.loss-table tbody tr')).not.toHaveLength(0);
  const heldOut = (await chapter.texts('.loss-table tbody td:last-child')).map(Number);
  expect(heldOut.at(-1)).toBeLessThan(0.8 * (heldOut[0] ?? 0));
  const [config] = await chapter.saved();
  expect(JSON.parse(Buffer.from(config?.base64 ?? '', 'base64').toString())).toMatchObject({
    model_type: 'llama',
  });
});
