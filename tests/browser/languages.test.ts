// What the element and the page speak: by attribute, by address, by what the browser asks for; changed while they are
// there, from right to left where that is how it is read.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { ar } from '../../web/src/words/ar.ts';
import { de } from '../../web/src/words/de.ts';
import { en } from '../../web/src/words/en.ts';
import { es } from '../../web/src/words/es.ts';
import { fr } from '../../web/src/words/fr.ts';
import { ja } from '../../web/src/words/ja.ts';
import { type LanguageName, languages } from '../../web/src/words/languages.ts';
import { startHarness } from './harness.ts';

const { browser, servers } = await startHarness();

/** Texts of an element's shadow root, or of the page. */
const texts = (host: string | undefined, selector: string) =>
  browser.evaluate(
    (host, selector) => {
      const root = host ? document.querySelector(host)?.shadowRoot : document;
      const found = root?.querySelectorAll(selector) ?? [];
      return Array.from(found, ({ textContent }) => (textContent ?? '').replace(/\s+/g, ' ').trim());
    },
    host ?? '',
    selector,
  );
const label = async (id: string) => (await texts(id, 'label[for="sentence"]'))[0];
const spaced = (text: string) => text.replace(/\s+/g, ' ');
const filled = (text: string, ...values: (string | number)[]) =>
  values.reduce<string>((said, value) => said.replace('{}', String(value)), text);

describe('an element', () => {
  beforeAll(async () => {
    await browser.open(servers.fixture('languages.html'));
  });

  test('speaks as it says itself, else as what is nearest around it, else as the browser asks', async () => {
    await expect.poll(() => label('#own')).toBe(ar.text.yourSentence);
    await expect.poll(() => label('#near')).toBe(fr.text.yourSentence);
    await expect.poll(() => label('#browser')).toBe(de.text.yourSentence);
    const readout = async () => (await texts('#near', '.readout'))[0] ?? '';
    await expect.poll(readout).toMatch(/,\d\d/); // with the language's decimal mark
    expect(await readout()).toContain(fr.text.headName.replace('{layer}', '1').replace('{head}', '1'));
  });

  test('is laid out from right to left in Arabic, but for its sentence and its pictures', async () => {
    await expect.poll(() => texts('#own', '.token')).toHaveLength(9);
    const laidOut = await browser.evaluate(() => {
      const root = document.querySelector('#own')?.shadowRoot;
      const directionOf = (selector: string) => {
        const found = root?.querySelector(selector);
        return found && getComputedStyle(found).direction;
      };
      const left = (selector: string) => root?.querySelector(selector)?.getBoundingClientRect().left ?? 0;
      return {
        instrument: directionOf('.instrument'),
        lang: root?.querySelector('.instrument')?.getAttribute('lang'),
        sentence: directionOf('.tokens'),
        picture: directionOf('.arcs'),
        isMirrored: left('.sample') > left('.undo'),
        isRead: left('.token[data-position="0"]') < left('.token[data-position="1"]'),
      };
    });
    expect(laidOut).toEqual({
      instrument: 'rtl',
      lang: 'ar',
      sentence: 'ltr',
      picture: 'ltr',
      isMirrored: true,
      isRead: true,
    });
  });

  test('says in its language what is wrong', async () => {
    await browser.evaluate(() => {
      document.querySelector('#browser')?.setAttribute('seed', 'abc');
      document.querySelector('#own')?.setAttribute('sentence', ' ');
    });
    const said = filled(de.errors['must be a whole number from {} to {}, not {}'], 0, 4294967295, '"abc"');
    await expect.poll(() => texts('#browser', '[role="alert"]')).toContain(`seed ${said}`);
    await expect.poll(() => texts('#own', '[role="alert"]')).toContain(ar.text.writeOneWord);
    await browser.evaluate(() => document.querySelector('#browser')?.removeAttribute('seed'));
  });

  test('changes with its attribute, with what is around it, and with the browser', async () => {
    await browser.evaluate(() => {
      document.querySelector('#own')?.removeAttribute('lang');
      document.querySelector('#around')?.setAttribute('lang', 'es');
      Object.defineProperty(Navigator.prototype, 'languages', { get: () => ['ja'], configurable: true });
      dispatchEvent(new Event('languagechange'));
    });
    await expect.poll(() => label('#browser')).toBe(ja.text.yourSentence);
    await expect.poll(() => label('#own')).toBe(es.text.yourSentence);
    await expect.poll(() => label('#near')).toBe(es.text.yourSentence);
    await browser.evaluate(() => {
      const near = document.querySelector('#near');
      if (near) (near as unknown as { lang: string }).lang = 'en';
    });
    await expect.poll(() => label('#near')).toBe(en.yourSentence);
    expect(await browser.evaluate(() => document.querySelector('#near')?.getAttribute('lang'))).toBe('en');
  });

  test('speaks English where only the script is to be had', async () => {
    await browser.evaluate(async () => {
      const here = document.querySelector<HTMLLinkElement>('link')?.href ?? '';
      const frame = document.createElement('iframe');
      frame.id = 'alone';
      document.body.append(frame);
      const page = frame.contentDocument as Document;
      page.documentElement.lang = 'fr';
      const inside = page.createElement('script');
      inside.textContent = await (await fetch(here)).text();
      page.head.append(inside);
      const tag = page.createElement('pay-attention');
      tag.setAttribute('loading', 'eager');
      page.body.append(tag);
    });
    await browser.enterFrame('#alone');
    await expect.poll(() => texts('pay-attention', '.token')).toHaveLength(9);
    expect(await label('pay-attention')).toBe(en.yourSentence);
    expect(await texts('pay-attention', '[role="alert"]')).toEqual(['', '']);
  });
});

describe('the page', () => {
  const heading = async () => (await texts(undefined, 'h1 span'))[0];
  const hash = () => browser.evaluate(() => location.hash);

  beforeAll(async () => {
    await browser.open(`${servers.site}#lang=ja`);
    await browser.setViewport(1280, 900);
  });

  test('speaks as its address says: heading, first screen, instrument and training chapter', async () => {
    await expect.poll(heading).toBe(ja.text.howDoes);
    await expect.poll(() => texts(undefined, 'look-back-figure .of')).toContain(ja.text.saysNext);
    await expect.poll(() => label('pay-attention')).toBe(ja.text.yourSentence);
    await expect.poll(() => texts(undefined, 'train-figure button[name="train"]')).toEqual([ja.text.train]);
    expect(await browser.evaluate(() => document.querySelector<HTMLSelectElement>('#language')?.value)).toBe(
      'ja',
    );
    expect(await browser.evaluate(() => getComputedStyle(document.documentElement).visibility)).toBe(
      'visible',
    );
  });

  test('changes to the language that is chosen, which its address then says', async () => {
    await browser.evaluate(() => {
      const choice = document.querySelector<HTMLSelectElement>('#language');
      if (!choice) throw new Error('there is no choice');
      choice.value = 'fr';
      choice.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await expect.poll(heading).toBe(spaced(fr.text.howDoes));
    await expect.poll(() => texts(undefined, 'look-back-figure .of')).toContain(fr.text.saysNext);
    await expect.poll(hash).toContain('lang=fr');
    const [models = ''] = await texts('pay-attention', 'select[name="corrected"]');
    expect(models).toContain(fr.text.stories);
    await browser.click('#present');
    const place = spaced(fr.text.place).replace('{step}', '1').replace('{steps}', '12');
    await expect.poll(() => texts(undefined, '.place')).toEqual([place]);
    await browser.press('p');
  });

  test('follows the browser where nothing is chosen', async () => {
    await browser.evaluate(() => {
      const instrument = document.querySelector('pay-attention') as unknown as { lang: string };
      instrument.lang = '';
      Object.defineProperty(Navigator.prototype, 'languages', { get: () => ['es-MX'], configurable: true });
      dispatchEvent(new Event('languagechange'));
    });
    await expect.poll(heading).toBe(es.text.howDoes);
    await expect.poll(() => label('pay-attention')).toBe(es.text.yourSentence);
  });

  if (inject('browser') === 'chromium')
    test('axe finds nothing in any language, on a phone', async () => {
      await browser.setViewport(360, 800);
      const axe = `${import.meta.dirname}/../../node_modules/axe-core/axe.min.js`;
      await browser.run(readFileSync(axe, 'utf8'));
      for (const name of Object.keys(languages) as LanguageName[]) {
        await browser.evaluate((lang) => {
          const tag = document.querySelector('pay-attention');
          if (tag) (tag as unknown as { change(to: object): void }).change({ lang });
        }, name);
        const spoken = () =>
          browser.evaluate(() =>
            Array.from(
              document.querySelectorAll<HTMLElement>('[data-speaks]'),
              ({ lang, dir }) => `${lang} ${dir}`,
            ),
          );
        const direction = name === 'ar' ? 'rtl' : 'ltr';
        await expect.poll(async () => new Set(await spoken())).toEqual(new Set([`${name} ${direction}`]));
        const found = await browser.evaluate(async () => {
          type Axe = {
            run(of: object): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }>;
          };
          const { axe } = globalThis as unknown as { axe: Axe };
          const { violations } = await axe.run({ include: ['[data-speaks]'] });
          return violations.map(
            ({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map(({ target }) => target))}`,
          );
        });
        expect(found, name).toEqual([]);
        const isWithin = await browser.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
        expect(isWithin, `${name} is as wide as the phone`).toBe(true);
      }
    });
});

test('the one file speaks from disk, too', async () => {
  const file = pathToFileURL(`${import.meta.dirname}/../../dist/pay-attention.html`).href;
  await browser.open(`${file}#lang=de`);
  await expect.poll(() => texts(undefined, 'h1 span')).toEqual([de.text.howDoes]);
  await expect.poll(() => label('pay-attention')).toBe(de.text.yourSentence);
});
