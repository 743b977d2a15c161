// Figures as files: each part drawn from what the story model computes, read back by libxml.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { pairData, patternScale, tokensData } from '../../web/src/element/shown.ts';
import { everyPattern, headAttention } from '../../web/src/element/transformer-source.ts';
import { type Inspection, loadEngine, row } from '../../web/src/engine/index.ts';
import { sentenceWithArcs } from '../../web/src/views/figure/arcs.ts';
import { bars } from '../../web/src/views/figure/bars.ts';
import { heads } from '../../web/src/views/figure/heads.ts';
import { lens } from '../../web/src/views/figure/lens.ts';
import { lookOf, themes } from '../../web/src/views/figure/look.ts';
import { matrix } from '../../web/src/views/figure/matrix.ts';
import { pair } from '../../web/src/views/figure/pair.ts';
import { figure, type Piece, roomIn } from '../../web/src/views/figure/piece.ts';
import { share } from '../../web/src/views/numbers.ts';
import type { Attention } from '../../web/src/views/reading.ts';
import { tokenName } from '../../web/src/views/token-name.ts';
import { english } from '../../web/src/words/say.ts';

const name = { layer: 1, head: 0 };
const prompt = 'the key is in the box . where is the key ? in the';
let reading: Attention;
let inspection: Required<Inspection>;
let vocabulary: string[];

beforeAll(async () => {
  const model = await (await loadEngine()).openStory();
  vocabulary = await model.vocabulary();
  const asked = { prompt, activations: [everyPattern], head: name, lens: 3, seed: 1 };
  inspection = (await model.inspect(asked)) as Required<Inspection>;
  reading = headAttention(inspection, name, model.info.config);
});

/** The texts of an SVG in their order, as libxml finds them. */
function textsOf(svg: string): string[] {
  const path = join(tmpdir(), `figure-${process.pid}.svg`);
  writeFileSync(path, svg);
  const found = execFileSync('xmllint', ['--nonet', '--xpath', '//*[local-name()="text"]', path], {
    encoding: 'utf8',
  });
  return [...found.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, content = '']) =>
    content.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  );
}

const about = { title: 'a title', description: 'a description' };
const width = 720;

function drawn(theme: (typeof themes)[number]): Record<string, Piece> {
  const look = lookOf(theme, english);
  const room = roomIn(width);
  const query = reading.words.length - 1;
  const pinned = { reading, query, key: 5 };
  const { words, pattern } = reading;
  const scale = patternScale(reading);
  const { shape, texts, probabilities } = inspection.lens;
  const candidates = {
    probabilities: row(inspection.draws.probabilities, query),
    wordOf: (i: number) => vocabulary[i],
  };
  return {
    arcs: sentenceWithArcs(tokensData(pinned, query, english), look, room),
    matrix: matrix({ words, pattern, scale, isCausal: true }, look, room),
    heads: heads(
      { words, patterns: reading.heads?.patterns ?? [], open: name, knockedOut: [], query },
      look,
      room,
    ),
    pair: pair(pairData(pinned, english), look, room),
    bars: bars(candidates, look, room),
    lens: lens({ words, shape, names: texts.map(tokenName), probabilities }, look, room),
  };
}

describe.each(themes)('in %s colours', (theme) => {
  it.each(['arcs', 'matrix', 'heads', 'pair', 'bars', 'lens'])('%s is a file by itself', (part) => {
    const svg = figure([drawn(theme)[part] as Piece], about, lookOf(theme, english));
    expect(textsOf(svg).length).toBeGreaterThan(3);
    expect(svg).not.toMatch(/<script|<style|foreignObject|href|var\(|url\(|NaN|undefined/);
    expect(svg).toContain('<title>a title</title><desc>a description</desc>');
  });
});

it('weights below the words are the core’s', () => {
  const texts = textsOf(figure([drawn('light').arcs as Piece], about, lookOf('light', english)));
  const weights = row(reading.pattern, reading.words.length - 1);
  expect(texts).toEqual(reading.words.flatMap((word, i) => [word, share(weights[i] ?? 0)]));
});

it('numbers in the cells are the core’s, and there are none behind the mask', () => {
  const texts = textsOf(figure([drawn('light').matrix as Piece], about, lookOf('light', english)));
  const { length } = reading.words;
  const expected = reading.words.flatMap((_, i) =>
    Array.from(row(reading.pattern, i).subarray(0, i + 1), share),
  );
  const inCells = texts.slice(2 + 2 * length, -3);
  expect(inCells).toEqual(expected.filter((number) => number.length <= 4));
});

it('whatever stands in a token, the file is XML and says it', () => {
  const words = ['<&>"\'', ']]>', '\u0000\u001b', '\ud800', '\uffff', '\t\n', 'שלום', '猫', '🐈'];
  const { length } = words;
  const data = new Float64Array(length * length).fill(1 / length);
  const piece = matrix(
    { words, pattern: { rows: length, columns: length, data }, scale: { from: 0, to: 1 }, isCausal: false },
    lookOf('light', english),
    600,
  );
  const texts = textsOf(
    figure([piece], { title: words.join(' '), description: words.join('') }, lookOf('light', english)),
  );
  for (const word of ['<&>"\'', ']]>', '␀␛', '\ufffd', 'שלום', '猫', '🐈']) expect(texts).toContain(word);
});

it('vectors of nothing but zeros, as an empty context has, are drawn', () => {
  const data = { ...pairData({ reading, query: 3, key: 2 }, english), q: new Float64Array(32) };
  expect(
    textsOf(figure([pair(data, lookOf('dark', english), 600)], about, lookOf('dark', english))),
  ).toContain('0.00');
});

it('its colours are the instrument’s', () => {
  const css = readFileSync('web/src/element/colours.css', 'utf8');
  const pairs = [...css.matchAll(/--(\w+): var\([^,]+, light-dark\((#\w+), (#\w+)\)\)/g)];
  expect(Object.fromEntries(pairs.map(([, colour, light]) => [colour, light]))).toEqual(
    lookOf('light', english).colours,
  );
  expect(Object.fromEntries(pairs.map(([, colour, , dark]) => [colour, dark]))).toEqual(
    lookOf('dark', english).colours,
  );
});
