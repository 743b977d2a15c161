// The chapter of every head: what each adds to the next word, and patching from a second sentence; the same numbers
// from the engine under Node.
import { readFileSync } from 'node:fs';
import { type Intervention, loadEngine } from 'pay-attention';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { share } from '../../web/src/views/numbers.ts';
import { startHarness } from './harness.ts';

const { browser, servers } = await startHarness();
const axe = readFileSync(`${import.meta.dirname}/../../node_modules/axe-core/axe.min.js`, 'utf8');
interface Axe {
  violations: { id: string; nodes: { target: unknown }[] }[];
}
const yours = 'anna put the key in the drawer . ben hid the coin in the box . where is the key ? in the';
const heads = ['0.0', '0.1', '1.0', '1.1'];

const engine = await loadEngine();
const model = await engine.openStory();
const vocabulary = await model.vocabulary();
const idOf = (word: string) => vocabulary.indexOf(word);

const textsOf = (selector: string) =>
  browser.evaluate(
    (selector) =>
      Array.from(document.querySelectorAll(selector), (element) =>
        (element.textContent ?? '').replace(/\s+/g, ' ').trim(),
      ),
    selector,
  );
const problem = async () => (await textsOf('patch-figure .error')).join();
const second = () =>
  browser.evaluate(() => document.querySelector<HTMLTextAreaElement>('patch-figure textarea')?.value ?? '');

const write = (text: string) =>
  browser.evaluate((text) => {
    const field = document.querySelector<HTMLTextAreaElement>('patch-figure textarea');
    if (!field) throw new Error('no second sentence');
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }, text);

/** As the page writes it: two decimals, and the sign of mathematics. */
const written = (number: number) =>
  number
    .toFixed(2)
    .replace(/^-0\.00$/, '0.00')
    .replace('-', '−');

async function nextUnderNode(prompt: string, interventions: Intervention[] = []) {
  const { logits, probabilities } = await model.nextToken({ prompt, interventions });
  return { logits, word: vocabulary[probabilities.indexOf(Math.max(...probabilities))] as string };
}

/** [words from the first that differs, heads] how far each patch moves the answer. */
async function movedUnderNode(other: string): Promise<string[][]> {
  const [begin, end] = [await nextUnderNode(yours), await nextUnderNode(other)];
  const lead = ({ logits }: typeof begin) => (logits[idOf(end.word)] ?? 0) - (logits[idOf(begin.word)] ?? 0);
  const [words, others] = [yours.split(' '), other.split(' ')];
  const from = words.findIndex((word, i) => word !== others[i]);
  const rows = words.slice(from).map((_, i) => ({ positions: [from + i] }));
  return Promise.all(
    [...rows, {}].map(async (where) =>
      Promise.all(
        heads.map(async (name) => {
          const [layer, head] = name.split('.').map(Number) as [number, number];
          const activation = `blocks.${layer}.attn.hook_z`;
          const patch: Intervention = { kind: 'patch', activation, prompt: other, head, ...where };
          return written(
            (lead(await nextUnderNode(yours, [patch])) - lead(begin)) / (lead(end) - lead(begin)),
          );
        }),
      ),
    ),
  );
}

const cells = () =>
  browser.evaluate(() =>
    Array.from(document.querySelectorAll('.patched tbody tr'), (row) =>
      Array.from(row.querySelectorAll('td'), (cell) => cell.textContent?.trim() ?? ''),
    ),
  );

const selected = () => textsOf('.patched [aria-selected="true"]');

const change = (state: object) =>
  browser.evaluate((state) => document.querySelector('pay-attention')?.change(state), state);

/** One page for all of them. */
beforeAll(async () => {
  await browser.setViewport(1280, 900);
  await browser.open(servers.site);
  const isThere = async () => {
    await browser.evaluate(() => document.querySelector('patch-figure')?.scrollIntoView());
    expect((await textsOf('patch-figure .say')).join()).toContain('The strongest is head');
  };
  await vi.waitFor(isThere, { timeout: 20_000, interval: 100 });
});

test('each head’s part of the next word’s logit is the core’s, whatever its place in the table', async () => {
  const { attribution } = await model.inspect({
    prompt: yours,
    attribution: { position: yours.split(' ').length - 1, token: idOf('drawer') },
  });
  const adds = Array.from(attribution?.heads.data ?? [], (number, i) => `${heads[i]} ${written(number)}`);
  const names = await textsOf('heads-figure tbody th');
  const shown = await textsOf('heads-figure tbody td[data-label="adds to “drawer”"]');
  expect(names.map((name, i) => `${name} ${shown[i]}`).sort()).toEqual(adds.sort());
});

describe('the word that decides', () => {
  test('is outlined in every head’s map, where the last word looks', async () => {
    await change({ view: 'heads' });
    // The row and the column that the middle of each ring is in.
    const rings = () =>
      browser.evaluate(() => {
        const root = document.querySelector('pay-attention')?.shadowRoot;
        const count = document.querySelector('pay-attention')?.reading?.words.length ?? 0;
        return Array.from(root?.querySelectorAll('.map') ?? [], (map) => {
          const frame = map.querySelector('canvas')?.getBoundingClientRect();
          return Array.from(map.querySelectorAll('.decides'), (ring) => {
            const { x, y, width, height } = ring.getBoundingClientRect();
            if (!frame) return [];
            const place = (middle: number, size: number) => Math.floor((middle / size) * count);
            return [
              place(y + height / 2 - frame.y, frame.height),
              place(x + width / 2 - frame.x, frame.width),
            ];
          });
        });
      });
    await expect.poll(rings).toEqual(heads.map(() => [[22, 6]]));
  });

  test('is outlined and named in the pair view, while it is the key', async () => {
    await change({ view: 'pair' });
    const keys = () =>
      browser.evaluate(() => {
        const root = document.querySelector('pay-attention')?.shadowRoot;
        const operand = root?.querySelector('.operand.decides');
        return [
          operand?.querySelector('select')?.value ?? '',
          operand?.querySelector('.of')?.textContent ?? '',
        ];
      });
    await expect.poll(keys).toEqual(['6', '“drawer”, which decides what comes next']);
    await change({ keyPosition: 3 });
    await expect.poll(keys).toEqual(['', '']);
  });
});

test('a word sampled after an earlier one stands there, and undo brings back what stood there', async () => {
  const words = () =>
    browser.evaluate(() => document.querySelector('pay-attention')?.reading?.words.join(' ') ?? '');
  await change({ view: 'line', query: 3 });
  await expect.poll(() => browser.evaluate(() => document.querySelector('pay-attention')?.query)).toBe(3);
  const { chosenText } = await model.nextToken({ prompt: 'anna put the key', seed: 42 });
  await browser.evaluate(() => document.querySelector('pay-attention')?.sample());
  await expect.poll(words).toBe(`anna put the key ${chosenText}`);
  await browser.evaluate(() => document.querySelector('pay-attention')?.undo());
  await expect.poll(words).toBe(yours);
});

test('how the head formed is saved as an SVG that moves, with its weights at every step', async () => {
  await change({ view: 'line', query: 22 });
  const below = async () => {
    await browser.evaluate(() => document.querySelector('right-word-figure')?.scrollIntoView());
    return (await textsOf('right-word-figure')).join();
  };
  await expect.poll(below).toContain('After “the” must come “drawer”');
  const saved = await browser.evaluate(async () => {
    const names: string[] = [];
    const texts: Promise<string>[] = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      texts.push((blob as Blob).text());
      return make.call(URL, blob);
    };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
      names.push(this.download);
    };
    document.querySelector<HTMLElement>('right-word-figure button[name="forming"]')?.click();
    while (names.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    Object.assign(URL, { createObjectURL: make });
    HTMLAnchorElement.prototype.click = click;
    const svg = (await Promise.all(texts))[0] ?? '';
    // The page's policy is against style elements in what is parsed here; a picture has its own.
    const plain = svg.replace(/<style>[^<]*<\/style>/, '');
    const root = new DOMParser().parseFromString(plain, 'image/svg+xml');
    const moments = [...root.querySelectorAll('.moment')].map((moment) =>
      Array.from(moment.querySelectorAll('text'), ({ textContent }) => textContent),
    );
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await image.decode();
    return { names, moments, width: image.naturalWidth };
  });
  expect(saved.names).toEqual(['attention-1.1-forming.svg']);
  expect(saved.width).toBe(720);
  const steps = await engine.storySteps();
  expect(saved.moments).toHaveLength(steps.length);
  for (const [i, step] of steps.entries()) {
    const then = await engine.openStory({ step });
    const { head } = await then.inspect({ prompt: yours, head: { layer: 1, head: 1 } });
    const [label, ...texts] = saved.moments[i] ?? [];
    expect(label).toBe(step === 0 ? 'before training' : `after ${step.toLocaleString('en')} steps`);
    const words = yours.split(' ');
    const weights = Array.from(head?.pattern.data.slice(-words.length) ?? [], share);
    expect(texts.slice(0, 2 * words.length)).toEqual(words.flatMap((word, i) => [word, weights[i]]));
    await then.dispose();
  }
  await expect
    .poll(() => textsOf('right-word-figure [role="status"]'))
    .toEqual(['attention-1.1-forming.svg is saved.']);
});

describe('patching', () => {
  test('opens on a sentence in which another word decides, and shows what the core makes of each patch', async () => {
    const other = await second();
    expect(other.split(' ').filter((word, i) => word !== yours.split(' ')[i])).toHaveLength(1);
    const expected = await movedUnderNode(other);
    await expect.poll(cells).toEqual(expected);
    expect(await problem()).toBe('');
  });

  test('names the head and the word that carry most of the answer', async () => {
    const [, strongest] = await textsOf('patch-figure .say');
    const numbers = (await cells())
      .slice(0, -1)
      .flat()
      .map((text) => Number(text.replace('−', '-')));
    expect(strongest).toContain('head 1.1 at “the”, word 23');
    expect(strongest).toContain(`${Math.max(...numbers).toFixed(2)} of the way`);
  });

  test('the arrow keys move over the cells, and what a cell says is told below', async () => {
    await browser.click('.patched [aria-selected="true"]');
    const before = await textsOf('patch-figure .readout');
    await browser.press('ArrowLeft');
    await browser.press('ArrowUp');
    await expect.poll(() => textsOf('patch-figure .readout')).not.toEqual(before);
    expect(await textsOf('patch-figure .readout')).toEqual([
      expect.stringContaining('head 1.0 at “in”, word 22'),
    ]);
    await browser.press('Home');
    expect(await selected()).toEqual([(await cells())[0]?.[2]]);
    expect(await browser.evaluate(() => document.activeElement?.getAttribute('data-cell'))).toBe('0 2');
  });

  test('another word is swapped in, and the numbers follow', async () => {
    const before = await second();
    await browser.click('patch-figure button[name="another"]');
    await expect.poll(second).not.toBe(before);
    const expected = await movedUnderNode(await second());
    await expect.poll(cells).toEqual(expected);
  });

  test('what cannot be compared is said beside the field, and mended there', async () => {
    const good = await second();
    await write(good.replace(/ the$/, ''));
    await expect
      .poll(problem)
      .toBe('Both need as many words, counting “.” and “?”: yours has 23, the second 22.');
    await write(yours);
    await expect
      .poll(problem)
      .toBe('Both go on with “drawer”, so there is nothing to carry over: change the word that decides.');
    await write(' ');
    await expect.poll(problem).toBe('Write a second sentence.');
    await write(good);
    await expect.poll(problem).toBe('');
    await expect.poll(() => textsOf('patch-figure .say')).toHaveLength(2);
  });
});

test('axe finds nothing in the chapter, nor in the instrument where the deciding word is outlined', async () => {
  await change({ view: 'heads' });
  await browser.run(axe);
  const violations = await browser.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(where: object): Promise<Axe> } };
    const { violations } = await axe.run({ include: ['#looking', '#heads'] });
    return violations.map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map(({ target }) => target))}`);
  });
  expect(violations).toEqual([]);
});
