// One query and one key: every step from their vectors to the weight, with the real numbers in it.
import { html, nothing, type TemplateResult } from 'lit';
import { count, decimal } from './numbers.ts';
import { vector } from './vector.ts';

export interface PairData {
  words: readonly string[];
  /** Positions in words. */
  query: number;
  key: number;
  /** What the query vector is: the word's embedding, or the mean of the context's. */
  queryName: string;
  /** [C] */
  q: Float64Array;
  k: Float64Array;
  /** q · k, and the same divided by √C. */
  product: number;
  score: number;
  /** Whether the key is masked because it comes after the query; undefined: this model has no mask. */
  isMasked: boolean | undefined;
  /** exp(score), where the softmax is over that, as published, rather than over the score. */
  exponentiated: number | undefined;
  /**
   * The row's largest argument of the softmax, this one less that, the exponential, their sum over the row, the
   * share.
   */
  maximum: number;
  shifted: number;
  exponential: number;
  sum: number;
  weight: number;
  /** [C] the key's value, where the model has one, and the sum of all keys' values by their weights. */
  v: Float64Array | undefined;
  output: Float64Array | undefined;
}

export interface PairOptions {
  dark: boolean;
  choose(cell: { query?: number; key?: number }): void;
}

interface Step {
  formula: TemplateResult | string;
  value: number;
  note: string;
}

/** A second number of two, whose sign is not to be taken for theirs. */
const bracketed = (number: number) => (number < 0 ? `(${decimal(number)})` : decimal(number));

function maskStep({ score, isMasked }: PairData): Step[] {
  if (isMasked === undefined) return [];
  return isMasked
    ? [{ formula: 'mask', value: -Infinity, note: 'the key comes after the query: out of sight' }]
    : [{ formula: 'mask', value: score, note: 'the key does not come after the query: it stays' }];
}

function stepsOf(data: PairData): Step[] {
  const { q, product, score, exponentiated, maximum, shifted, exponential, sum, weight, isMasked } = data;
  const argument = isMasked ? -Infinity : (exponentiated ?? score);
  const again = exponentiated === undefined ? '' : ', a second time';
  const published = exponentiated !== undefined && {
    formula: `exp(${decimal(score)})`,
    value: exponentiated,
    note: 'the program’s “weight”, which is not yet a share',
  };
  return [
    {
      formula: html`<i class="q">q</i> · <i class="k">k</i>`,
      value: product,
      note: 'multiply number by number and add up',
    },
    {
      formula: `÷ √${q.length}`,
      value: score,
      note: `the score: divided by the root of the ${count(q.length, 'dimension')}`,
    },
    ...maskStep(data),
    ...(published ? [published] : []),
    {
      formula: `${decimal(argument)} − ${bracketed(maximum)}`,
      value: shifted,
      note: 'less the row’s largest',
    },
    { formula: `exp(${decimal(shifted)})`, value: exponential, note: `the exponential${again}` },
    {
      formula: `÷ ${decimal(sum)}`,
      value: weight,
      note: 'divided by what the row’s exponentials add up to: the weight',
    },
  ];
}

function terms(q: Float64Array, k: Float64Array): TemplateResult {
  const products = Array.from(q)
    .slice(0, 4)
    .map((n, i) => html`${i > 0 ? ` + ${bracketed(n)}` : decimal(n)} × ${bracketed(k[i] ?? 0)}`);
  return html`${products}${q.length > 4 ? ' + …' : nothing}`;
}

/** A word that is there several times is counted, so that its places can be told apart. */
function nameAmong(words: readonly string[], position: number): string {
  const word = words[position] ?? '';
  const places = [...words.keys()].filter((i) => words[i] === word);
  return places.length > 1 ? `${word} (${places.indexOf(position) + 1})` : word;
}

function choice(
  { words, ...data }: PairData,
  { choose }: PairOptions,
  name: 'query' | 'key',
): TemplateResult {
  const onChange = (event: Event) => choose({ [name]: Number((event.target as HTMLSelectElement).value) });
  return html`<label class=${name === 'query' ? 'q' : 'k'}
    >${name}
    <select name=${name} @change=${onChange}>
      ${words.map((_, i) => html`<option value=${i} .selected=${i === data[name]}>${nameAmong(words, i)}</option>`)}
    </select></label
  >`;
}

const largestOf = (...vectors: Float64Array[]) =>
  vectors.reduce((most, vector) => vector.reduce((size, n) => Math.max(size, Math.abs(n)), most), 0);

/** What the key hands on: its value times the weight, and what all keys hand on together. */
function handedOn(
  { words, key, weight, v, output }: PairData,
  dark: boolean,
): TemplateResult | typeof nothing {
  if (!v || !output) return nothing;
  const largest = largestOf(v, output);
  const strip = (name: string, numbers: Float64Array, note: string) => html`<div class="operand">
    <span class="name">${name}</span>${vector(numbers, largest, dark, name)}<span class="of">${note}</span>
  </div>`;
  return html`<div class="handed-on">
    ${strip('value', v, `of “${words[key]}”`)}
    ${strip(
      `× ${decimal(weight)}`,
      v.map((n) => weight * n),
      'from this key',
    )}
    ${strip('output', output, output.some((n) => n !== 0) ? 'from all keys' : 'nothing: knocked out')}
  </div>`;
}

export function pair(data: PairData, options: PairOptions): TemplateResult {
  const { q, k } = data;
  const largest = largestOf(q, k);
  const products = q.map((n, i) => n * (k[i] ?? 0));
  const operand = (name: 'query' | 'key', numbers: Float64Array, of: string) => html`<div class="operand">
    ${choice(data, options, name)} ${vector(numbers, largest, options.dark, name)}<span class="of">${of}</span>
  </div>`;
  return html`<div class="pair">
    ${operand('query', q, data.queryName)} ${operand('key', k, `“${data.words[data.key]}”`)}
    <div class="operand">
      <span class="name">q × k</span>${vector(products, largestOf(products), options.dark, 'q times k')}
      <span class="of">add up to q · k</span>
    </div>
    <ol class="steps">
      ${stepsOf(data).map(
        ({ formula, value, note }, i) => html`<li>
          <span class="formula">${formula}</span><span class="value">= ${decimal(value)}</span>
          <span class="note">${note}${i === 0 ? html`: ${terms(q, k)}` : nothing}</span>
        </li>`,
      )}
    </ol>
    ${handedOn(data, options.dark)}
  </div>`;
}
