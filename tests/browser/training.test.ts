// The chapter that trains a model: its run, its heads, its files, and the instrument that shows it.
import { loadEngine, type Model } from 'pay-attention';
import { beforeEach, describe, expect, test } from 'vitest';
import { Chapter, file } from './chapter.ts';
import { startHarness, untilItStays } from './harness.ts';
import { Instrument, shows } from './instrument.ts';
import type { NamedFile } from './saved.ts';

const { browser, servers } = await startHarness();
const instrument = new Instrument(browser);
const chapter = new Chapter(browser);
const sentence = 'The quick brown fox jumps over the lazy dog';
const inItsWords = 'in the rain tom eats the fig . then he plays with the';

beforeEach(async () => {
  await browser.setViewport(1280, 2400); // only maps in sight are painted
  await browser.open(servers.post);
  await instrument.settled(sentence);
  await chapter.reach();
});

const contentOf = (files: readonly NamedFile[], name: string) =>
  Uint8Array.from(Buffer.from(files.find((file) => file.name === name)?.base64 ?? '', 'base64'));

/** The model that the page has saved, under Node. */
async function openUnderNode(files: readonly NamedFile[]): Promise<Model> {
  const text = (name: string) => new TextDecoder().decode(contentOf(files, name));
  const weights = contentOf(files, 'model.safetensors');
  const engine = await loadEngine();
  return engine.openModel({ config: text('config.json'), tokenizer: text('tokenizer.json'), weights });
}

/** The weights that the last token gives in a head, under Node. */
async function lastRow(model: Model, prompt: string, layer: number, head: number): Promise<number[]> {
  const name = `blocks.${layer}.attn.hook_pattern`;
  const { activations, ids } = await model.inspect({ prompt, activations: [name] });
  const length = ids.length;
  const from = (head * length + length - 1) * length;
  return Array.from(activations[name]?.data.slice(from, from + length) ?? []);
}

describe('a run', () => {
  test('shows how far it is, learns, and redraws every head meanwhile', async () => {
    await chapter.fill('[name="steps"]', '150');
    await chapter.press('button[name="train"]');
    await expect.poll(chapter.step).toBeGreaterThan(10);
    const early = await chapter.picture();
    await expect.poll(() => chapter.text('.progress')).toMatch(/steps a second, .* left/);
    await chapter.finished(150);
    await expect.poll(chapter.picture).not.toBe(early);

    await chapter.press('.loss-table summary');
    await expect.poll(() => chapter.texts('.loss-table tbody tr')).not.toHaveLength(0);
    const heldOut = (await chapter.texts('.loss-table tbody td:last-child')).map(Number);
    expect(heldOut.at(-1)).toBeLessThan(0.5 * (heldOut[0] ?? 0));
    expect((await chapter.texts('.samples .said'))[0]).toMatch(/\w/);
  });

  test('stands still while it is paused, and goes on', async () => {
    await chapter.fill('[name="steps"]', '2000');
    await chapter.press('button[name="train"]');
    await expect.poll(chapter.step).toBeGreaterThan(5);
    await chapter.press('button[name="pause"]');
    await expect.poll(() => chapter.text('.progress')).toMatch(/^Paused/);
    // The core answers in the order it was asked: after an answer nothing is left of the steps that were under way, and
    // until the next one, had the run gone on, it would have made more.
    const ask = async (prompt: string) => {
      await chapter.fill('[name="sentence"]', prompt);
      await expect.poll(() => chapter.texts('.lens thead th')).toEqual(['token', ...prompt.split(' ')]);
    };
    await ask('mia feeds the');
    const step = await chapter.step();
    for (const prompt of ['tom feeds the', 'then he plays', 'in the rain']) await ask(prompt);
    expect(await chapter.step()).toBe(step);
    await chapter.press('button[name="resume"]');
    await expect.poll(chapter.step).toBeGreaterThan(step);
    await chapter.press('button[name="cancel"]');
    await expect.poll(() => chapter.texts('.progress')).toEqual([]);
  });

  test('that is paused shows one model in all its numbers, and can be kept as it is', async () => {
    await chapter.fill('[name="steps"]', '3000');
    await chapter.press('button[name="train"]');
    await expect.poll(() => chapter.texts('.map')).toHaveLength(8);
    await chapter.press('.map');
    await expect.poll(() => chapter.texts('.open-head')).toHaveLength(1);
    await chapter.press('button[name="knock-out"]');
    await expect.poll(() => chapter.texts('.before-after h4')).toHaveLength(2);
    await chapter.press('button[name="pause"]');
    await expect.poll(() => chapter.text('.progress')).toMatch(/^Paused/);
    await chapter.settledPicture();
    const [after] = await chapter.texts('.lens tr:last-child td:last-child .guess');
    const without = await chapter.texts('.before-after > div:last-child .candidate');
    const share = (row: string) => Number(row.split(' ')[1]) || 0;
    const [likeliest] = without.toSorted((a, b) => share(b) - share(a));
    expect(after).toBe(likeliest?.replace(' ', ''));
    await chapter.press('button[name="stop"]');
    await expect.poll(() => chapter.text('.progress')).toMatch(/^Stopped: step \d+ of 3000$/);
    expect(await chapter.text('button.primary')).toBe('Train another');
    expect(await chapter.saved()).toHaveLength(3);
  });

  test('that is cancelled leaves the model of before', async () => {
    await chapter.train(20);
    const before = await chapter.settledPicture();
    await chapter.fill('[name="steps"]', '2000');
    await chapter.press('button[name="train"]');
    await expect.poll(chapter.step).toBeGreaterThan(25);
    await chapter.press('button[name="cancel"]');
    await expect.poll(() => chapter.text('.progress')).toBe('Finished: step 20 of 20');
    await expect.poll(chapter.picture).toBe(before);
  });

  test('can be looked at as it was at any snapshot', async () => {
    await chapter.train(60);
    const end = await chapter.settledPicture();
    await chapter.fill('[name="snapshot"]', '0');
    await expect.poll(() => chapter.text('.scrubber .at')).toContain('step 0');
    await expect.poll(chapter.picture).not.toBe(end);
    await browser.click(chapter.path('.scrubber button'));
    await expect.poll(chapter.picture).toBe(end);
  });

  test.each([
    ['[name="text"]', '', 'text'],
    ['[name="steps"]', 'many', '"many"'],
  ])('that cannot begin says why beside %s', async (selector, value, quoted) => {
    await chapter.fill(selector, value);
    await chapter.press('button[name="train"]');
    await expect.poll(() => chapter.text('#train-problem')).toContain(quoted);
    await chapter.fill('[name="text"]', 'one two three '.repeat(200));
    await chapter.train(3);
    expect(await chapter.text('#train-problem')).toBe('');
  });
});

describe('a text', () => {
  test('brings an opening in its own words, unless the reader has written one', async () => {
    const opening = () =>
      browser.evaluate(() => document.querySelector<HTMLTextAreaElement>('#train-sentence')?.value);
    await chapter.fill('[name="text"]', 'one two three four '.repeat(100));
    await chapter.train(2);
    expect(await opening()).toMatch(/^one two/);
    await chapter.fill('[name="text"]', 'red green blue '.repeat(100));
    await chapter.train(3);
    expect(await opening()).toMatch(/^red green/);
    await chapter.fill('[name="sentence"]', 'blue red');
    await chapter.fill('[name="text"]', 'blue red six '.repeat(100));
    await chapter.train(4);
    expect(await opening()).toBe('blue red');
  });

  test('that is long is learned as a whole, though not shown', async () => {
    await chapter.drop([file('long.txt', 'a long story that goes on and on . '.repeat(5000))]);
    await expect
      .poll(() => chapter.text('.field'))
      .toContain('175,000 characters; only the beginning is shown');
    await chapter.train(2);
    expect(await chapter.text('#train-problem')).toBe('');
  });

  test('that is shorter than the context is learned with a shorter one', async () => {
    await chapter.fill('[name="text"]', 'to be or not to be');
    await chapter.train(5);
    expect(await chapter.text('#train-problem')).toBe('');
    expect(await chapter.text('.learns')).toContain('up to 5 tokens');
    expect(await chapter.text('.history')).toContain('too short to hold a part of it out');
    await expect
      .poll(() => chapter.texts('.lens thead th'))
      .toEqual(['token', 'to', 'be', 'or', 'not', 'to']);
    await chapter.fill('[name="sentence"]', 'to see or not');
    await expect
      .poll(() => chapter.text('.sentence + .quiet'))
      .toBe('Not in the text that it learned, so all the same to it, <unk>: “see”.');
  });
});

describe('a head', () => {
  test('opens from the keyboard, and shows the numbers of the model that is saved', async () => {
    await chapter.train(60);
    await browser.evaluate(() => document.querySelector<HTMLElement>('.map')?.focus());
    await browser.press('ArrowDown');
    await browser.press('ArrowRight');
    await browser.press('Enter');
    await expect.poll(() => chapter.text('.open-head h3')).toContain('Layer 1, head 1');
    await expect.poll(() => chapter.texts('.open-head .token .number')).toHaveLength(13);

    const model = await openUnderNode(await chapter.saved());
    const weights = await lastRow(model, inItsWords, 1, 1);
    for (const [i, text] of (await chapter.texts('.open-head .token .number')).entries()) {
      expect(shows(text, weights[i] ?? 0), `${text}, ${weights[i]}`).toBe(true);
    }
    const values = (await chapter.texts('.open-head .steps .value')).map((text) =>
      Number(text.replace('= ', '').replace('−', '-')),
    );
    expect((values[0] ?? 0) / 4).toBeCloseTo(values[1] ?? Number.NaN, 1); // 16 dimensions
    expect(values.at(-1)).toBeCloseTo(Math.max(...weights), 2);

    const { name, base64 } = await chapter.savedForming();
    expect(name).toBe('attention-1.1-forming.svg');
    const moments = Buffer.from(base64, 'base64').toString().split('class="moment').slice(1);
    expect(moments).toHaveLength(12);
    const textsOf = (moment = '') => [...moment.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
    const [first, last] = [textsOf(moments[0]), textsOf(moments.at(-1))];
    expect([first[0], last[0]]).toEqual(['before training', 'after 60 steps']);
    const numbers = (texts: typeof last) => texts.slice(1, 27).filter((_, i) => i % 2 === 1);
    expect(numbers(last).map((text) => text?.replace('&lt;', '<'))).toEqual(
      await chapter.texts('.open-head .token .number'),
    );
    expect(numbers(first)).not.toEqual(numbers(last));
    await browser.press('Escape');
  });

  test('can be knocked out, and compared with another and with itself at another time', async () => {
    await chapter.train(60);
    await chapter.press('.map[data-layer="0"][data-head="2"]');
    await expect.poll(() => chapter.texts('.before-after .bars')).toHaveLength(1);
    await chapter.press('button[name="knock-out"]');
    await expect.poll(() => chapter.texts('.before-after .bars')).toHaveLength(2);
    const model = await openUnderNode(await chapter.saved());
    const vocabulary = await model.vocabulary();
    const interventions = [{ kind: 'head', layer: 0, head: 2, to: 'zero' }] as const;
    for (const [i, options] of [{}, { interventions }].entries()) {
      const { probabilities } = await model.nextToken({ prompt: inItsWords, ...options });
      const best = probabilities.indexOf(Math.max(...probabilities));
      const list = `.before-after > div:nth-child(${i + 1})`;
      const place = (await chapter.texts(`${list} .word`)).indexOf(vocabulary[best] ?? '');
      expect((await chapter.texts(`${list} .number`))[place]).toSatisfy((text: string) =>
        shows(text, probabilities[best] ?? 0),
      );
    }

    const words = (column: number) => chapter.texts(`.before-after > div:nth-child(${column}) .word`);
    expect(await words(2)).toEqual(await words(1));

    await chapter.fill('.open-head select[aria-label^="The head"]', '1.3');
    await expect
      .poll(() => chapter.texts('.matrices h3'))
      .toEqual(['head 0.2, step 60', 'head 1.3, step 60']);
    await chapter.fill('.open-head select[aria-label^="The step"]', '0');
    await expect.poll(() => chapter.texts('.matrices h3')).toEqual(['head 0.2, step 60', 'head 1.3, step 0']);
    await chapter.press('.open-head .close');
    await expect.poll(() => chapter.texts('.open-head')).toEqual([]);
  });

  test('reads the reader’s sentence, and says what is wrong with it', async () => {
    await chapter.train(3);
    await chapter.fill('[name="sentence"]', 'mia feeds the');
    await expect.poll(() => chapter.texts('.lens thead th')).toEqual(['token', 'mia', 'feeds', 'the']);
    await chapter.fill('[name="sentence"]', 'the '.repeat(65));
    await expect.poll(() => chapter.text('#train-sentence-problem')).toContain('64');
    await chapter.fill('[name="sentence"]', '<b>the</b> fox');
    await expect.poll(() => chapter.text('#train-sentence-problem')).toBe('');
    expect((await chapter.texts('.lens thead th')).at(-1)).toBe('fox');
  });

  test('opens on a shorter sentence than the one before', async () => {
    await chapter.train(3);
    await chapter.press('.map');
    await expect.poll(() => chapter.text('.open-head .say')).toContain('looks');
    await chapter.press('.open-head .close');
    await chapter.fill('[name="sentence"]', 'today tom feeds the');
    await expect.poll(() => chapter.texts('.lens thead th')).toHaveLength(5);
    await chapter.press('.map');
    await expect.poll(() => chapter.text('.open-head .say')).toMatch(/^“the” looks/);
    expect(await chapter.text('.readout')).toMatch(/^In layer 0, head 0, “the” looks at “\w+” with/);
  });

  test('begins with the reader’s text where there is no sentence yet', async () => {
    await chapter.fill('[name="text"]', '');
    await chapter.press('button[name="train"]');
    await expect.poll(() => chapter.text('#train-problem')).not.toBe('');
    await chapter.fill('[name="text"]', 'one two three '.repeat(200));
    await chapter.train(3);
    await expect
      .poll(() => chapter.texts('.lens thead th'))
      .toEqual(['token', 'one', 'two', 'three', ...Array(7).fill(expect.any(String))]);
  });
});

describe('files', () => {
  test('of a model come back as the same model', async () => {
    await chapter.train(20);
    const picture = await chapter.settledPicture();
    const files = await chapter.saved();
    await browser.open(servers.post);
    await instrument.settled(sentence);
    await chapter.reach();
    // As browsers name what they save a second time.
    await chapter.open(files.map(({ name, base64 }) => ({ name: name.replace('.', ' (1).'), base64 })));
    await expect.poll(chapter.picture).toBe(picture);
    expect(await chapter.text('#train-problem')).toBe('');
  });

  test('of which there is one come back as the same model too', async () => {
    await chapter.train(20);
    const picture = await chapter.settledPicture();
    const whole = await chapter.savedWhole();
    expect(whole.map(({ name }) => name)).toEqual(['model.safetensors']);
    await browser.open(servers.post);
    await instrument.settled(sentence);
    await chapter.reach();
    await chapter.open(whole.map(({ base64 }) => ({ name: 'toys.safetensors', base64 })));
    await expect.poll(chapter.picture).toBe(picture);
    expect(await chapter.text('#train-problem')).toBe('');
  });

  test('of which there is one are what a post on another origin shows: the same head, the same numbers', async () => {
    await chapter.train(30);
    await chapter.press('button[name="show"]');
    await instrument.settled(inItsWords);
    await browser.evaluate(() =>
      document.querySelector('pay-attention')?.change({ head: { layer: 0, head: 2 }, seed: 7 }),
    );
    const head = async () => {
      const { heads } = (await instrument.reading()) as unknown as { heads?: { name: object } };
      return heads?.name;
    };
    await expect.poll(head).toEqual({ layer: 0, head: 2 });
    const [reading, numbers] = [await instrument.reading(), await instrument.numbers()];
    const [whole] = await chapter.savedWhole();
    const address = servers.share('toys.safetensors', Buffer.from(whole?.base64 ?? '', 'base64'));
    const script = `<script src="${servers.open}pay-attention.min.js"></script>`;
    const tag = `<pay-attention model="${address}" head="0.2" seed="7" sentence="${inItsWords}"></pay-attention>`;
    await browser.open(servers.paste(`${script}${tag}`));
    await instrument.settled(inItsWords);
    expect(await instrument.numbers()).toEqual(numbers);
    expect(await instrument.reading()).toEqual(reading);
  });

  test('at an address are opened, or refused in words beside it', async () => {
    const open = async (address: string) => {
      await chapter.fill('[name="address"]', address);
      await chapter.press('button[name="open-address"]');
    };
    for (const path of ['shared/whole.safetensors', 'shared/published/']) {
      await open(servers.fixture(path));
      await chapter.openFound();
      await expect.poll(() => chapter.text('.learns')).toContain('216 tokens to choose from');
      expect(await chapter.text('#address-problem')).toBe('');
      await chapter.train(3); // another one
    }
    const refusals = {
      [servers.fixture('unshared/whole.safetensors')]: 'Access-Control-Allow-Origin: *',
      [servers.fixture('shared/none.safetensors')]: 'its host answers 404',
      [servers.site]: 'config.json',
      [`${servers.site}index.html`]: 'is a web page, not a model',
      toys: 'is not there: its host answers 404',
      'file:///toys.safetensors': 'must be an address that begins with https://',
    };
    for (const [address, said] of Object.entries(refusals)) {
      await open(address);
      await expect.poll(() => chapter.text('#address-problem')).toContain(said);
    }
    expect(await chapter.text('.progress')).toBe('Finished: step 3 of 3');
    // The page itself comes from its service worker, and Firefox tells that nobody wanted to read on.
    for (const problem of await browser.takeProblems())
      expect(problem).toMatch(/404|CORS|Cross-Origin|unshared|index\.html.*ServiceWorker/);
  });

  test('are of the step that is shown', async () => {
    await chapter.train(20);
    const end = contentOf(await chapter.saved(), 'model.safetensors');
    await chapter.fill('[name="snapshot"]', '0');
    await expect.poll(() => chapter.text('button[name="show"]')).toBe('Show step 0 in the instrument above');
    const start = contentOf(await chapter.saved(), 'model.safetensors');
    expect(start.length).toBe(end.length);
    expect(Buffer.compare(start, end)).not.toBe(0);
  });

  test('that are broken or missing are named, and change nothing', async () => {
    await chapter.train(3);
    const picture = await chapter.settledPicture();
    const files = await chapter.saved();
    await chapter.drop(files.filter(({ name }) => name !== 'tokenizer.json'));
    await expect.poll(() => chapter.text('#train-problem')).toContain('tokenizer.json');
    const cut = file('model.safetensors', contentOf(files, 'model.safetensors').slice(0, -4));
    await chapter.drop(files.map((file) => (file.name === cut.name ? cut : file)));
    await expect.poll(() => chapter.text('#train-problem')).toMatch(/^model\.safetensors: /);
    await chapter.drop([file('picture.txt', Uint8Array.of(0xff, 0xfe, 0x00))]);
    await expect.poll(() => chapter.text('#train-problem')).toContain('picture.txt');
    expect(await chapter.picture()).toBe(picture);
    expect(await chapter.text('.progress')).toBe('Finished: step 3 of 3');
  });

  test('of text are what is learned', async () => {
    const text = 'one <i>two</i> three & four\n'.repeat(60);
    await chapter.drop([file('mine.txt', text)]);
    const value = () =>
      browser.evaluate(() => document.querySelector<HTMLTextAreaElement>('train-figure textarea')?.value);
    await expect.poll(value).toBe(text);
    await chapter.fill('[name="tokenizer"]', 'bytes');
    await chapter.train(3);
    await chapter.fill('[name="sentence"]', 'a b');
    await expect.poll(() => chapter.texts('.lens thead th')).toEqual(['token', 'a', '·', 'b']);
  });
});

describe('a text that is there to choose', () => {
  test.each([
    ['pairs', 'say', 'attention only'],
    ['one way', 'likes', 'small'],
    ['stories', 'anna', 'attention only'],
  ])('“%s” comes with what learns it', async (preset, word, size) => {
    await chapter.fill('[name="preset"]', preset);
    const value = (name: string) =>
      browser.evaluate(
        (name) => document.querySelector<HTMLInputElement>(`train-figure [name="${name}"]`)?.value,
        name,
      );
    await expect.poll(() => value('text')).toContain(word);
    expect(await value('size')).toBe(size);
    await chapter.fill('[name="steps"]', '20');
    await chapter.press('button[name="train"]');
    await chapter.finished(20);
    expect(await chapter.texts('.losses text.guess')).toEqual([expect.stringMatching(/^guess \d/)]);
    expect(await chapter.texts('.token-losses .number')).toContainEqual(expect.stringMatching(/^\d\.\d\d$/));
  });
});

describe('the instrument', () => {
  const choose = (value: string) =>
    browser.evaluate((value) => {
      const select = document
        .querySelector('pay-attention')
        ?.shadowRoot?.querySelector<HTMLSelectElement>('select[name="corrected"]');
      if (!select) throw new Error('no choice of a model');
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }, value);
  const focused = () => browser.evaluate(() => document.activeElement?.textContent?.trim());
  const focusedIn = () =>
    browser.evaluate(() => {
      const token = document.activeElement?.shadowRoot?.activeElement as HTMLElement | null;
      return `${token?.textContent?.trim()} ${token?.dataset.position}`;
    });

  test('leads to the chapter while no model is trained', async () => {
    await browser.setViewport(1280, 900);
    await browser.open(servers.post); // the chapters on the way are not laid out yet
    await instrument.settled(sentence);
    await choose('trained');
    await expect.poll(focused).toBe('Train');
    const top = () =>
      browser.evaluate(() => Math.abs(document.querySelector('#train')?.getBoundingClientRect().top ?? 99));
    await untilItStays(async () => (await top()) < 2);
    await instrument.settled(sentence);
  });

  test('shows the trained model, samples from it, and goes back to the post’s', async () => {
    await chapter.train(60);
    const model = await openUnderNode(await chapter.saved());
    await choose('trained');
    await instrument.settled(inItsWords);
    expect(await instrument.pinned()).toBe(12);
    const weights = await lastRow(model, inItsWords, 0, 0);
    for (const [i, text] of (await instrument.numbers()).entries()) {
      expect(shows(text, weights[i] ?? 0), `${text}, ${weights[i]}`).toBe(true);
    }
    await choose('all');
    await instrument.settled(sentence);
    await chapter.press('button[name="show"]');
    await instrument.settled(inItsWords);
    await expect.poll(() => focusedIn()).toMatch(/^the/); // the last token, which is the pinned one
    expect(await instrument.pinned()).toBe(12);
    // The page is on its way there.
    const top = () =>
      browser.evaluate(() => document.querySelector('pay-attention')?.getBoundingClientRect().top ?? 99);
    await untilItStays(async () => Math.abs(await top()) < 2);
    await browser.click(instrument.path('button[name="view"][value="heads"]'));
    const maps = () =>
      browser.evaluate(() => {
        const root = document.querySelector('pay-attention')?.shadowRoot;
        const maps = [...(root?.querySelectorAll<HTMLElement>('.map') ?? [])];
        const open = maps.find((map) => map.ariaPressed === 'true')?.textContent?.trim();
        return {
          count: maps.length,
          open,
          choice: root?.querySelector<HTMLSelectElement>('select[name="head"]')?.value,
        };
      });
    await expect.poll(maps).toEqual({ count: 8, open: '0.0', choice: '0' });
    await browser.click(instrument.path('.map[data-layer="1"][data-head="2"]'));
    await expect.poll(maps).toEqual({ count: 8, open: '1.2', choice: '2' });
    await browser.click(instrument.path('button[name="view"][value="line"]'));
    // Behind the pinned token, whose row ends there.
    const prompt = inItsWords.split(' ').slice(0, 4).join(' ');
    const { chosenText } = await model.nextToken({ prompt, seed: 42 });
    await browser.click(instrument.path('button.token[data-position="3"]'));
    await expect.poll(instrument.numbers).toContain('–');
    await browser.click(instrument.path('button.sample'));
    await instrument.settled(`${prompt} ${chosenText}`);
    await browser.click(instrument.path('button.undo'));
    await instrument.settled(inItsWords);
    await choose('all');
    await instrument.settled(sentence);
    await expect.poll(() => browser.evaluate(() => location.hash)).toBe('#v=1&model=post');
  });

  test('goes on with the very tokens that it samples, parts of characters too', async () => {
    await chapter.fill('textarea', 'η γάτα τρώει το ψάρι και ο σκύλος τρώει το κρέας . '.repeat(40));
    await chapter.fill('[name="tokenizer"]', 'bytes');
    await chapter.train(10);
    const model = await openUnderNode(await chapter.saved());
    await choose('trained');
    const { sentence: prompt } = await instrument.state();
    const bytes = [...new TextEncoder().encode(prompt)];
    const drawn: number[] = [];
    for (const seed of [42, 43]) {
      await expect.poll(async () => (await instrument.words()).length).toBe(bytes.length + drawn.length);
      await browser.click(instrument.path('button.sample'));
      drawn.push((await model.nextToken({ prompt: [...bytes, ...drawn], seed })).chosen);
      await expect.poll(async () => (await instrument.state()).sampled.map(({ id }) => id)).toEqual(drawn);
    }
    expect(await instrument.words()).toContain('\\xCF');
    await chapter.train(5); // another model, of other tokens
    await expect.poll(async () => (await instrument.state()).sampled).toEqual([]);
  });
});

test.each([360, 1280])('nothing makes the page scroll sideways at a width of %i pixels', async (width) => {
  await browser.setViewport(width, 800);
  await chapter.train(10);
  await chapter.press('.map');
  await expect.poll(() => chapter.texts('.open-head')).toHaveLength(1);
  await chapter.press('button[name="knock-out"]');
  await chapter.fill('.open-head select', '1.3');
  await expect.poll(() => chapter.texts('.matrices h3')).toHaveLength(2);
  const widths = await browser.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  expect(widths.scrollWidth).toBe(widths.clientWidth);
});
