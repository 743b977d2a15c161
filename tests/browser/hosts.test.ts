// Pages of others: several elements at once, hosts that forbid workers and styles, frames without an origin.
import { expect, test } from 'vitest';
import { startHarness } from './harness.ts';
import { Instrument, readUnderNode } from './instrument.ts';

const { browser, servers } = await startHarness();
const sentence = 'The quick brown fox jumps over the lazy dog';

test('several elements share one worker', async () => {
  await browser.open(servers.fixture('several.html'));
  const sentences = ['The quick brown fox', 'jumps over', 'the lazy dog'];
  for (const [i, text] of sentences.entries()) {
    const instrument = new Instrument(browser, i);
    await instrument.settled(text);
    expect(await instrument.reading()).toEqual(await readUnderNode(await instrument.state()));
    expect((await instrument.state()).seed).toBe(i + 1);
  }
  expect(await browser.evaluate(() => (globalThis as unknown as { workers: number }).workers)).toBe(1);
});

test('what is typed in a field is no shortcut of the host’s; keys elsewhere are', async () => {
  await browser.open(servers.fixture('several.html'));
  const instrument = new Instrument(browser);
  await instrument.settled('The quick brown fox');
  await browser.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    for (const type of ['keydown', 'keyup', 'keypress', 'beforeinput', 'input'])
      document.addEventListener(type, () => heard.push(type));
  });
  const heard = () => browser.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  await instrument.write('a b');
  await instrument.settled('a b');
  expect(await heard()).toEqual([]);
  await browser.evaluate(() => {
    const field = document.querySelector('pay-attention')?.shadowRoot?.activeElement as HTMLElement;
    field.blur();
  });
  await browser.press('Escape');
  expect(await heard()).toContain('keydown');
});

test('a host that forbids workers and styles gets the same reading, styled', async () => {
  await browser.open(servers.fixture('strict.html'));
  const instrument = new Instrument(browser);
  await instrument.settled('The quick brown fox');
  expect(await instrument.reading()).toEqual(await readUnderNode(await instrument.state()));
  await browser.click(instrument.path('button.sample'));
  await expect.poll(async () => (await instrument.state()).sampled).toHaveLength(1);
  const display = await browser.evaluate(() => {
    const host = document.querySelector('pay-attention');
    return host && getComputedStyle(host).display;
  });
  expect(display).not.toBe('inline');
  // The engine tries a worker, which the policy reports; it may report nothing else.
  for (const problem of await browser.takeProblems()) expect(problem).toMatch(/worker|blob/i);
});

test('a frame without an origin works in memory', async () => {
  await browser.open(servers.fixture('sandbox.html'));
  await browser.enterFrame('iframe');
  const instrument = new Instrument(browser);
  await instrument.settled(sentence);
  // Not by clicks and keys: not every driver finds its way into such a frame.
  await browser.evaluate(() => {
    const field = document.querySelector('pay-attention')?.shadowRoot?.querySelector('textarea');
    if (!field) throw new Error('no text field');
    field.value = 'in a box';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await instrument.settled('in a box');
});
