// The tables of words: every language says the same, with the same gaps, in its own numbers and plurals.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../web/src/engine/index.ts';
import { en } from '../../web/src/words/en.ts';
import { enPage } from '../../web/src/words/en-page.ts';
import { beginningOf } from '../../web/src/words/errors.ts';
import { directionIn, fitting, languages, type OtherLanguage } from '../../web/src/words/languages.ts';
import { loadWords } from '../../web/src/words/load-words.ts';
import { numbersIn } from '../../web/src/words/numbers.ts';
import { english, type Forms, sayIn } from '../../web/src/words/say.ts';

const table: Readonly<Record<string, string | Forms>> = { ...en, ...enPage };
const names = Object.keys(languages);
const others = names.filter((name) => name !== 'en') as OtherLanguage[];

const gapsIn = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
const withoutCount = (text: string) => gapsIn(text).filter((gap) => gap !== '{n}');
const formsOf = (entry: string | Forms) => (typeof entry === 'string' ? [entry] : Object.values(entry));

/** Every text in quotes in the sources of the core and the engine, and what else refuses: patterns are among them. */
function textsInSources(): string[] {
  const files = execFileSync('git', ['ls-files', 'cpp/core', 'cpp/bindings', 'web/src'], {
    encoding: 'utf8',
  });
  const sources = files.split('\n').filter((path) => /\.(cpp|ts)$/.test(path) && !path.includes('/words/'));
  return sources.flatMap((path) => {
    const source = readFileSync(path, 'utf8').replaceAll(/' \+\s+'|"\s*\n\s*"/g, '');
    const quoted = path.endsWith('.ts') ? /'((?:[^'\\\n]|\\.)*)'/g : /"((?:[^"\\\n]|\\.)*)"/g;
    return Array.from(source.matchAll(quoted), ([, text = '']) => text);
  });
}

/** Of these the core puts the kind of value that it expects into the pattern. */
const madeInCore = ['must be a number, not {}', 'must be {}, not {}'];

describe('the languages', () => {
  it('are those that have a file, and come when they are wanted', async () => {
    const files = readdirSync('web/src/words').flatMap((name) => /^([a-z]{2})\.ts$/.exec(name)?.[1] ?? []);
    expect(files.sort()).toEqual([...names].sort());
    for (const name of others) expect((await loadWords(name)).text.sample.length).toBeGreaterThan(0);
  });

  it.each([
    [['fr-CA', 'en'], 'fr'],
    [['nl', 'de-AT'], 'de'],
    [['zh-Hans-CN'], 'zh'],
    [['pt_BR'], 'pt'],
    [['tlh'], 'en'],
    [[], 'en'],
    [['constructor', 'JA'], 'ja'],
  ])('%j asks for %s', (tags, name) => {
    expect(fitting(tags)).toBe(name);
  });
});

describe.each(others)('%s', (name) => {
  it('has every text with the gaps that English has, and no others', async () => {
    const text = (await loadWords(name)).text as typeof table;
    expect(Object.keys(text).sort()).toEqual(Object.keys(table).sort());
    for (const [key, entry] of Object.entries(table)) {
      const wanted = withoutCount(formsOf(entry)[0] as string);
      for (const form of formsOf(text[key] as string)) expect(withoutCount(form), key).toEqual(wanted);
      expect(typeof text[key], key).toBe(typeof entry);
    }
  });

  it('says more than a handful of texts in other words than English', async () => {
    const text = (await loadWords(name)).text as typeof table;
    const same = Object.keys(table).filter((key) => text[key] === table[key]);
    expect(same.length).toBeLessThan(Object.keys(table).length / 10);
  });

  it('has a form for each of the counts that it tells apart, or one that suits all', async () => {
    const text = (await loadWords(name)).text as typeof table;
    const { formFor } = numbersIn(name);
    const told = new Set(Array.from({ length: 200 }, (_, n) => formFor(n)));
    for (const [key, entry] of Object.entries(text)) {
      if (typeof entry === 'string') continue;
      const has = Object.keys(entry);
      const isWhole = has.length === 1 || [...told].every((form) => has.includes(form));
      expect(isWhole, `${key}: ${has} of ${[...told]}`).toBe(true);
      for (const [form, said] of Object.entries(entry) as [Intl.LDMLPluralRule, string][]) {
        const isOneCount =
          Array.from({ length: 2000 }, (_, n) => formFor(n)).filter((f) => f === form).length <= 1;
        expect(said.includes('{n}') || isOneCount, `${key}, ${form}`).toBe(true);
      }
    }
  });

  it('says what is refused with as many values as the core gives', async () => {
    const { errors } = await loadWords(name);
    const texts = textsInSources();
    const gaps = (text: string) => text.split('{}').length - 1;
    for (const [beginning, said] of Object.entries(errors)) {
      const pattern = [...texts, ...madeInCore].find((text) => text.startsWith(beginning));
      expect(pattern, `no source has “${beginning}”`).toBeDefined();
      expect(gaps(said), beginning).toBe(gaps(pattern ?? ''));
    }
  });

  it('writes numbers as Intl does, in digits that fields take', () => {
    const { decimal, whole, share, percent } = numbersIn(name);
    const format = (value: number, options: Intl.NumberFormatOptions) =>
      new Intl.NumberFormat(name, { numberingSystem: 'latn', ...options }).format(value);
    const two = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    const bare = (text: string) => text.replaceAll('\u200e', '');
    expect(bare(decimal(12.3456))).toBe(format(12.3456, two));
    expect(whole(1234567)).toBe(format(1234567, {}));
    expect(bare(share(0.137))).toBe(format(0.137, two).slice(1));
    expect(bare(percent(0.4567))).toBe(bare(format(0.4567, { style: 'percent', minimumFractionDigits: 1 })));
    expect(bare(decimal(-2.5, 1))).toMatch(/^−2[.,]5$/);
  });
});

it('English, which is written down, is what Intl would say', () => {
  const { whole, formFor, decimal } = numbersIn('en');
  const format = new Intl.NumberFormat('en');
  const rules = new Intl.PluralRules('en');
  for (const n of [0, 1, 2, 9, 10, 999, 1000, 12345, 999999, 1234567]) {
    expect(whole(n)).toBe(format.format(n));
    expect(formFor(n)).toBe(rules.select(n));
  }
  expect(decimal(0.5)).toBe(format.format(0.5) === '0.5' ? '0.50' : '');
});

it('a refusal is said in the language by its pattern, with its values; what is not known stays as it is', async () => {
  const { text, errors } = await loadWords('de');
  const say = sayIn('de', text as unknown as typeof en, errors);
  const refused = new InputError('temperature', 'must be a number from {} to {}, not {}', [
    0,
    10,
    { quoted: 'x' },
  ]);
  expect(say.error(refused)).toBe('temperature muss eine Zahl von 0 bis 10 sein, nicht "x"');
  expect(english.error(refused)).toBe(refused.message);
  const damaged = new InputError('header', 'must enclose the bytes of dtype {} and shape {}, not {}', [
    'F32',
    3,
    4,
  ]);
  expect(say.error(damaged)).toBe(damaged.message);
  expect(say.error(new Error('the worker died'))).toBe('the worker died');
});

it('no two patterns begin alike', async () => {
  const { errors } = await loadWords('fr');
  const beginnings = Object.keys(errors);
  expect(beginnings.map(beginningOf)).toEqual(beginnings);
});

it('in a language that runs from right to left, what is put into a gap stands by itself', async () => {
  const { text, errors } = await loadWords('ar');
  const say = sayIn('ar', text as unknown as typeof en, errors);
  expect(directionIn('ar')).toBe('rtl');
  expect(say.quoted('fox')).toBe('«\u2068fox\u2069»');
  expect(say('withChance', { word: say.quoted('fox'), chance: say.share(0.14) })).toContain('\u200e.14');
  expect(english.quoted('شمس')).toBe('“\u2068شمس\u2069”');
  expect(english.quoted('fox')).toBe('“fox”');
});
