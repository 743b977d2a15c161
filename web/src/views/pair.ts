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
  /** exp(score), where the softmax is over that, as published, rather than over the score. */
  exponentiated: number | undefined;
  /** The softmax's argument less the row's largest, the exponential of that, their sum over the row, and the share. */
  shifted: number;
  exponential: number;
  sum: number;
  weight: number;
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

function stepsOf({ q, product, score, exponentiated, shifted, exponential, sum, weight }: PairData): Step[] {
  const argument = exponentiated ?? score;
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
    ...(published ? [published] : []),
    {
      formula: `${decimal(argument)} − ${decimal(argument - shifted)}`,
      value: shifted,
      note: 'less the row’s largest',
    },
    { formula: `exp(${decimal(shifted)})`, value: exponential, note: `the exponential${again}` },
    { formula: `÷ ${decimal(sum)}`, value: weight, note: 'divided by the sum over the row: the weight' },
  ];
}

function terms(q: Float64Array, k: Float64Array): TemplateResult {
  const products = Array.from(q)
    .slice(0, 4)
    .map((n, i) => html`${i > 0 ? ' + ' : ''}${decimal(n)}×${decimal(k[i] ?? 0)}`);
  return html`${products}${q.length > 4 ? ' + …' : nothing}`;
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
      ${words.map((word, i) => html`<option value=${i} .selected=${i === data[name]}>${word}</option>`)}
    </select></label
  >`;
}

export function pair(data: PairData, options: PairOptions): TemplateResult {
  const { q, k } = data;
  const largest = Math.max(...q, ...k);
  const operand = (name: 'query' | 'key', numbers: Float64Array, of: string) => html`<div class="operand">
    ${choice(data, options, name)} ${vector(numbers, largest, options.dark, name)}<span class="of">${of}</span>
  </div>`;
  return html`<div class="pair">
    ${operand('query', q, data.queryName)} ${operand('key', k, `“${data.words[data.key]}”`)}
    <ol class="steps">
      ${stepsOf(data).map(
        ({ formula, value, note }, i) => html`<li>
          <span class="formula">${formula}</span><span class="value">= ${decimal(value)}</span>
          <span class="note">${note}${i === 0 ? html`: ${terms(q, k)}` : nothing}</span>
        </li>`,
      )}
    </ol>
  </div>`;
}
