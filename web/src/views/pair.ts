// One query and one key: every step from their vectors to the weight, with the real numbers in it.
import { html, nothing, type TemplateResult } from 'lit';
import { type Reading, row } from '../engine/results.ts';
import { decimal } from './numbers.ts';
import { vector } from './vector.ts';

export interface PairData {
  reading: Reading;
  query: number;
  key: number;
  /** Whether the softmax is over exp(scores), as published, rather than over the scores. */
  isExponentiatedTwice: boolean;
  /** What the query is: the word's embedding, or the mean of the context's. */
  queryName: string;
  dark: boolean;
  choose(cell: { query?: number; key?: number }): void;
}

interface Step {
  formula: TemplateResult | string;
  value: number;
  note: string;
}

function stepsOf({ reading, query, key, isExponentiatedTwice }: PairData): Step[] {
  const at = (matrix: Reading['scores']) => row(matrix, query)[key] ?? 0;
  const dimensions = reading.queries.columns;
  const score = at(reading.scores);
  const weight = at(reading.weights);
  const argument = isExponentiatedTwice ? weight : score;
  const shifted = at(reading.shifted);
  const again = isExponentiatedTwice ? ', a second time' : '';
  const published: Step[] = [
    {
      formula: `exp(${decimal(score)})`,
      value: weight,
      note: 'the program’s “weight”, which is not yet a share',
    },
  ];
  return [
    {
      formula: html`<i class="q">q</i> · <i class="k">k</i>`,
      value: at(reading.products),
      note: 'multiply number by number and add up',
    },
    {
      formula: `÷ √${dimensions}`,
      value: score,
      note: `the score: divided by the root of the ${dimensions} dimensions`,
    },
    ...(isExponentiatedTwice ? published : []),
    {
      formula: `${decimal(argument)} − ${decimal(argument - shifted)}`,
      value: shifted,
      note: 'less the row’s largest',
    },
    { formula: `exp(${decimal(shifted)})`, value: at(reading.exponentials), note: `the exponential${again}` },
    {
      formula: `÷ ${decimal(reading.sums[query] ?? 0)}`,
      value: at(reading.pattern),
      note: 'divided by the sum over the row: the weight',
    },
  ];
}

function terms(q: Float64Array, k: Float64Array): TemplateResult {
  const products = Array.from(q)
    .slice(0, 4)
    .map((n, i) => html`${i > 0 ? ' + ' : ''}${decimal(n)}×${decimal(k[i] ?? 0)}`);
  return html`${products}${q.length > 4 ? ' + …' : nothing}`;
}

function choice(data: PairData, name: 'query' | 'key'): TemplateResult {
  const choose = (event: Event) => data.choose({ [name]: Number((event.target as HTMLSelectElement).value) });
  return html`<label class=${name === 'query' ? 'q' : 'k'}
    >${name}
    <select name=${name} @change=${choose}>
      ${data.reading.words.map((word, i) => html`<option value=${i} .selected=${i === data[name]}>${word}</option>`)}
    </select></label
  >`;
}

function operand(
  data: PairData,
  name: 'query' | 'key',
  numbers: Float64Array,
  largest: number,
  of: string,
): TemplateResult {
  return html`<div class="operand">
    ${choice(data, name)} ${vector(numbers, largest, data.dark, name)}<span class="of">${of}</span>
  </div>`;
}

export function pair(data: PairData): TemplateResult {
  const { reading, query, key } = data;
  const q = row(reading.queries, query);
  const k = row(reading.keys, key);
  const largest = Math.max(...q, ...k);
  return html`<div class="pair">
    ${operand(data, 'query', q, largest, data.queryName)} ${operand(data, 'key', k, largest, `“${reading.words[key]}”`)}
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
