// Models that are kept. In a browser of its own: WebKit can put a page aside while that holds the store.
import { expect, test } from 'vitest';
import { Chapter } from './chapter.ts';
import { copied } from './clipboard.ts';
import { startHarness } from './harness.ts';

const { browser, servers } = await startHarness();
const chapter = new Chapter(browser);

test('a model that was trained is there again after a reload, until it is deleted', async () => {
  await browser.setViewport(1280, 2400); // only maps in sight are painted
  await browser.open(servers.post);
  await chapter.reach();
  await chapter.train(7);
  const picture = await chapter.settledPicture();
  const kept = () => chapter.texts('.kept li');
  await expect.poll(kept).toContainEqual(expect.stringContaining('step 7,'));
  await browser.open(servers.post);
  await chapter.reach();
  await expect.poll(kept).toContainEqual(expect.stringContaining('step 7,'));
  await chapter.press('.kept li button[name="open"]');
  await expect.poll(chapter.picture).toBe(picture);
  // How it was trained is kept too, and goes into a link.
  const link = await copied(browser, () => chapter.press('button[name="link"][value="recipe"]'));
  const said = new URLSearchParams(new URL(link).hash.slice(1));
  expect(['preset', 'steps', 'at'].map((name) => said.get(`train-${name}`))).toEqual(['children', '7', '7']);
  await chapter.press('.kept li button[name="forget"]');
  await expect.poll(kept).not.toContainEqual(expect.stringContaining('step 7,'));
});
