// Links: what they bring back, what is said where something in them is broken, and the models that travel in them,
// whole or as recipes that are trained again.
import { beforeEach, describe, expect, test } from 'vitest';
import { loadEngine } from '../../web/src/engine/index.ts';
import { hashOf } from '../../web/src/page/address.ts';
import { pageState } from '../../web/src/page/page-state.ts';
import { writeRecipe } from '../../web/src/training/link/recipe.ts';
import { usual } from '../../web/src/training/presets.ts';
import { type Outcome, outcomeOf, type Recipe, settingsOf } from '../../web/src/training/recipe.ts';
import { Run } from '../../web/src/training/run.ts';
import { Chapter, file } from './chapter.ts';
import { copied } from './clipboard.ts';
import { startHarness, untilItStays } from './harness.ts';
import { Instrument, type PlainReading, shows } from './instrument.ts';

const { browser, servers } = await startHarness();
const instrument = new Instrument(browser);
const chapter = new Chapter(browser);
const story = pageState.sentence;

const text = 'the cat eats the fish . the dog eats the bone . '.repeat(100).trim();
const recipe: Recipe = {
  preset: undefined,
  choices: { ...usual('small'), text, tokenizer: 'words', steps: '30', seed: '7' },
  prompt: 'the cat eats the',
};
const sentence = 'the dog eats the bone . the cat eats the';

beforeEach(() => browser.setViewport(1280, 5000)); // every figure is in sight, and filled at once

const notices = () =>
  browser.evaluate(() =>
    Array.from(document.querySelectorAll<HTMLElement>('link-notice'), ({ hidden, textContent }) =>
      hidden ? '' : (textContent ?? '').replace(/\s+/g, ' ').trim(),
    ),
  );
const notice = async () => (await notices())[0] ?? '';
const hash = () => browser.evaluate(() => location.hash);
const press = (selector: string) =>
  browser.evaluate((selector) => {
    const button = document.querySelector<HTMLElement>(selector);
    if (!button) throw new Error(`no ${selector}`);
    button.click();
  }, selector);

/** Without the mouse: the page may be on its way to the button. */
const share = () =>
  browser.evaluate(() => {
    const root = document.querySelector('pay-attention')?.shadowRoot;
    root?.querySelector<HTMLElement>('button.share')?.click();
  });
const said = async () =>
  browser.evaluate(
    () => document.querySelector('pay-attention')?.shadowRoot?.querySelector('.notice')?.textContent ?? '',
  );

/** The recipe, trained under Node: what it came to, and what the last word gives each. */
async function underNode(): Promise<{ outcome: Outcome; weights: Float32Array }> {
  const engine = await loadEngine();
  let run: Run | undefined;
  await new Promise<void>((resolve, reject) => {
    const changed = () => run?.phase === 'finished' && resolve();
    Run.start(engine, settingsOf(recipe), changed, reject).then((started) => {
      run = started;
      changed();
    }, reject);
  });
  const { model } = run as Run;
  const name = 'blocks.0.attn.hook_pattern';
  const { activations, ids } = await model.inspect({ prompt: sentence, activations: [name] });
  const { length } = ids;
  const weights = activations[name]?.data.slice((length - 1) * length, length * length) as Float32Array;
  return { outcome: outcomeOf(run as Run) as Outcome, weights };
}

const asked = {
  ...pageState,
  model: 'trained',
  sentence,
  head: { layer: 0, head: 0 },
  seed: 5,
};

describe('a link with something broken in it', () => {
  test('shows the defaults for that, quotes it, and is forgotten once the reader goes on', async () => {
    await browser.open(
      `${servers.site}#v=2&seed=abc&top-k=many&view=cubist&knock-out=7.7&temperature=2&query=%E0%A4%A` +
        '&chapter=coda&softmax-scores=one&first-step=7&<img>=1',
    );
    await instrument.settled(story);
    for (const quoted of [
      '"2"',
      '"abc"',
      '"cubist"',
      '"7.7"',
      '"query=%E0%A4%A"',
      '"one"',
      '"coda"',
      'not 7',
    ])
      await expect.poll(notice).toContain(quoted);
    expect(await instrument.alert()).toBe('');
    expect(await instrument.state()).toMatchObject({ seed: 42, view: 'line', temperature: 2, knockOut: [] });
    await browser.click(instrument.path('button[name="view"][value="pair"]'));
    await expect.poll(notice).toBe('');
    await expect.poll(hash).toBe('#v=1&temperature=2&view=pair');
  });

  test('in place of a model shows the one that ships', async () => {
    const models = ['', '&train-weights=dAAAA', '&train-text=d!', '&train-preset=nothing'];
    for (const model of models) {
      await browser.open(`${servers.site}#v=1&model=trained&sentence=anna+put+the${model}`);
      await instrument.settled('anna put the');
      expect(await notice()).toMatch(/^In the link, (model|train-\w+) .*"(trained|dAAAA|d!|nothing)"/);
      expect(await instrument.state()).toMatchObject({ model: 'story' });
    }
  });
});

describe('a chapter', () => {
  const top = () =>
    browser.evaluate(() => Math.abs(document.querySelector('#helps')?.getBoundingClientRect().top ?? 99));

  test('that is linked to leaves the rest of the address as it is, and comes back with it', async () => {
    await browser.setViewport(1280, 800);
    await browser.open(`${servers.site}#v=1&sentence=anna+put+the+key&seed=7&theme=dark`);
    await instrument.settled('anna put the key');
    const state = await instrument.state();
    const before = await hash();
    await press('a[href="#helps"]');
    await expect.poll(hash).toBe(`${before}&chapter=helps`);
    expect(await instrument.state()).toEqual(state);
    await browser.open(await browser.evaluate(() => location.href));
    await instrument.settled('anna put the key');
    await untilItStays(async () => (await top()) < 2);
    expect(await instrument.state()).toEqual(state);
    const scheme = () => browser.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    expect(await scheme()).toBe('dark');
  });
});

test('what the reader has done to figures comes back: where it may look, scores, how a word is drawn', async () => {
  await browser.open(servers.site);
  const says = () =>
    browser.evaluate(() => document.querySelector('look-back-figure .says-next')?.textContent?.trim());
  const isStopped = () =>
    browser.evaluate(() => document.querySelectorAll('look-back-figure .says').length === 2);
  const fill = (selector: string, value: string) =>
    browser.evaluate(
      (selector, value) => {
        const field = document.querySelector<HTMLInputElement>(selector);
        if (!field) throw new Error(`no ${selector}`);
        field.scrollIntoView({ behavior: 'instant' });
        field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      },
      selector,
      value,
    );
  const isThere = (selector: string) =>
    browser.evaluate((selector) => document.querySelector(selector) !== null, selector);
  const fieldOf = (selector: string) =>
    browser.evaluate((selector) => document.querySelector<HTMLInputElement>(selector)?.value, selector);
  await expect.poll(() => isThere('look-back-figure button:not([disabled])')).toBe(true);
  await press('look-back-figure button.primary');
  await expect.poll(isStopped).toBe(true);
  for (const [selector, value] of [
    ['softmax-figure [aria-label^="score"]', '2.5'],
    ['draw-figure [name="topK"]', '3'],
  ] as const) {
    await expect.poll(() => isThere(selector)).toBe(true);
    await fill(selector, value);
  }
  for (const part of ['first-stopped=yes', 'softmax-scores=2.5', 'draw-top-k=3'])
    await expect.poll(hash).toContain(part);
  const before = await says();
  await browser.open(await browser.evaluate(() => location.href));
  await expect.poll(isStopped).toBe(true);
  expect(await says()).toBe(before);
  await expect.poll(() => fieldOf('softmax-figure [aria-label^="score"]')).toBe('2.5');
  await expect.poll(() => fieldOf('draw-figure [name="topK"]')).toBe('3');
  expect(await notice()).toBe('');
});

describe('a model that was trained here', () => {
  test('is trained again from a link, to the same bits by the same engine, nearly by another', async () => {
    const { outcome, weights } = await underNode();
    const texts = await writeRecipe(recipe, { ...outcome, sum: '00000000' }); // as of another engine
    await browser.open(`${servers.site}${hashOf(asked, { others: new Map(texts) })}`);
    await expect.poll(instrument.words).toEqual(sentence.split(' '));
    expect(await instrument.reading()).toBeNull();
    await expect.poll(notice).toContain('1 layer × 2 heads, 32 wide, trained for 30 steps on a text of');
    await press('link-notice [name="train-again"]');
    await expect.poll(notice).toContain('Trained again');
    const [, here = '', there = ''] =
      /The loss is ([\d.]+), the link’s ([\d.]+)\.$/.exec(await notice()) ?? [];
    expect(Number(there)).toBeCloseTo(outcome.loss, 4);
    expect(Math.abs(Number(here) - outcome.loss)).toBeLessThan(1e-3);
    await instrument.settled(sentence);
    for (const [i, text] of (await instrument.numbers()).entries())
      expect(shows(text, weights[i] ?? 0), `${text}, ${weights[i]}`).toBe(true);

    // What the same browser makes of its own link.
    const link = await copied(browser, () => chapter.press('button[name="link"][value="recipe"]'));
    await browser.open(link.replace('&chapter=train', ''));
    await expect.poll(notice).toContain('Train it again');
    await press('link-notice [name="train-again"]');
    await expect.poll(notice).toMatch(/Trained again: [\d,]+ numbers, all the same to the last bit\.$/);
    expect(await instrument.state()).toMatchObject({ sentence, seed: 5, model: 'trained' });
  });

  test('again can be given up, and begun once more', async () => {
    const steps = { ...recipe, choices: { ...recipe.choices, steps: '20000' } };
    const texts = await writeRecipe(steps, undefined);
    // In the page that is one file, which has what links need in it: as it opens, and later.
    const oneFile = `${servers.site}pay-attention.html`;
    await browser.open(`${oneFile}${hashOf(asked, { others: new Map(texts) })}`);
    await expect.poll(notice).toContain('Train it again');
    await browser.open(oneFile);
    await instrument.settled(story);
    await browser.evaluate(
      (hash) => {
        location.hash = hash;
      },
      hashOf(asked, { others: new Map(texts) }),
    );
    await expect.poll(notice).toContain('Train it again');
    await expect.poll(instrument.words).toEqual(sentence.split(' '));
    expect(await instrument.reading()).toBeNull(); // not the story's
    for (const _ of [1, 2]) {
      await press('link-notice [name="train-again"]');
      await expect.poll(notice).toMatch(/step \d+ of 20000/);
      await press('link-notice [name="train-again"]');
      await expect.poll(notice).toContain('Train it again');
    }
    expect(await instrument.state()).toMatchObject({ sentence, model: 'trained' });
  });

  test('goes into a link whole where it is small, and what that costs is said', async () => {
    const texts = await writeRecipe(recipe, undefined);
    await browser.open(`${servers.site}${hashOf(asked, { others: new Map(texts) })}`);
    await expect.poll(notice).toContain('Train it again');
    await press('link-notice [name="train-again"]');
    await expect.poll(notice).toContain('Trained again');
    await instrument.settled(sentence);
    const before = (await instrument.reading()) as PlainReading;
    const link = await copied(browser, share);
    expect(link.length).toBeLessThan(32_000);
    await expect.poll(said).toMatch(/rounded to 8 bits\. .* by more than (<?[\d.]+)%\.$/);
    const [, most = ''] = /by more than <?([\d.]+)%\.$/.exec(await said()) ?? [];

    await browser.open(link);
    await instrument.settled(sentence);
    expect(await notice()).toBe('The model came in the link, each of its numbers rounded to 8 bits.');
    const after = (await instrument.reading()) as PlainReading;
    const changes = before.probabilities.data.map((value, i) =>
      Math.abs(value - (after.probabilities.data[i] ?? 9)),
    );
    expect(Math.max(...changes)).toBeGreaterThan(0);
    expect(100 * Math.max(...changes)).toBeLessThanOrEqual(Number(most) + 0.05);
    expect(100 * Math.max(...changes)).toBeGreaterThan(Number(most) - 0.11);
    expect(await instrument.state()).toMatchObject({ sentence, seed: 5, model: 'trained' });
    await expect.poll(hash).toContain('train-weights='); // and still does
  });
});

test('“Copy link” is there in every state, and says what to do where a link cannot hold it', async () => {
  await browser.open(servers.post);
  await instrument.settled('The quick brown fox jumps over the lazy dog');
  await instrument.paste('word '.repeat(5000));
  await share();
  await expect.poll(said).toContain('up to 20000 characters, and this one has 25072: save it instead');
  await chapter.reach();

  // From an address: the link names that.
  const address = servers.fixture('shared/whole.safetensors');
  await chapter.fill('[name="address"]', address);
  await chapter.press('button[name="open-address"]');
  await chapter.openFound();
  await expect.poll(() => chapter.text('.learns')).toContain('216 tokens to choose from');
  const link = new URL(await copied(browser, () => chapter.press('button[name="link"]')));
  expect(new URLSearchParams(link.hash.slice(1)).get('model')).toBe(address);

  // From a file, and too large.
  const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
  await chapter.open([file('mine.safetensors', bytes)]);
  await expect.poll(() => chapter.texts('button[name="link"][value=""]')).toEqual(['Copy link']);
  await chapter.press('button[name="link"]');
  await expect.poll(() => chapter.text('.link-said')).toContain('not known here how this model was trained');
  await chapter.press('button[name="show"]');
  await expect.poll(async () => (await instrument.state()) as object).toMatchObject({ model: 'trained' });
  await share();
  await expect.poll(said).toContain('Save it as one file');

  // A text that no link holds.
  let state = 1;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state;
  };
  const noise = Array.from({ length: 9000 }, () => random().toString(36)).join(' ');
  await chapter.fill('[name="text"]', noise);
  await chapter.train(2);
  await chapter.press('button[name="link"][value="recipe"]');
  await expect
    .poll(() => chapter.text('.link-said'))
    .toMatch(/of \d+ characters, is too long for a link\. Save the model/);
});
