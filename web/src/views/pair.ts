// One query and one key: every step from their vectors to the weight, with the real numbers in it.
import { html, nothing, type TemplateResult } from 'lit';
import { keyName, largestOf, type PairData, stepsOf } from './pair-steps.ts';
import { vector } from './vector.ts';

export interface PairOptions {
  dark: boolean;
  choose(cell: { query?: number; key?: number }): void;
}

/** A word that is there several times is counted, so that its places can be told apart. */
function namesOf(words: readonly string[]): string[] {
  const places = new Map<string, number[]>();
  for (const [i, word] of words.entries()) {
    const before = places.get(word);
    if (before) before.push(i);
    else places.set(word, [i]);
  }
  const names = [...words];
  for (const [word, among] of places)
    if (among.length > 1) for (const [i, place] of among.entries()) names[place] = `${word} (${i + 1})`;
  return names;
}

function choice(
  { words, ...data }: PairData,
  { choose }: PairOptions,
  name: 'query' | 'key',
): TemplateResult {
  const onChange = (event: Event) => choose({ [name]: Number((event.target as HTMLSelectElement).value) });
  return html`<label class=${name === 'query' ? 'q' : 'k'}
    >${data.say(name)}
    <select name=${name} @change=${onChange}>
      ${namesOf(words).map((text, i) => html`<option value=${i} .selected=${i === data[name]}>${text}</option>`)}
    </select></label
  >`;
}

/** How this model comes to its queries and keys, where that is not by one matrix for each head. */
function origins({ isTurned, sharedKeys, say }: PairData): TemplateResult | typeof nothing {
  const turned = isTurned ? say('turnedByPlace') : '';
  const shared = sharedKeys === undefined ? '' : say('sharesKeys', { head: sharedKeys });
  return turned || shared ? html`<p class="of origins">${say.together(turned, shared)}</p>` : nothing;
}

/** What the key hands on: its value times the weight, and what all keys hand on together. */
function handedOn(
  { words, key, weight, v, output, say }: PairData,
  dark: boolean,
): TemplateResult | typeof nothing {
  if (!v || !output) return nothing;
  const largest = largestOf(v, output);
  const strip = (name: string, numbers: Float64Array, note: string) => html`<div class="operand">
    <span class="name">${name}</span>${vector(numbers, largest, dark, name, say)}<span class="of">${note}</span>
  </div>`;
  return html`<div class="handed-on">
    ${strip(say('value'), v, say('ofWord', { word: say.quoted(words[key]) }))}
    ${strip(
      `× ${say.decimal(weight)}`,
      v.map((n) => weight * n),
      say('fromThisKey'),
    )}
    ${strip(say('output'), output, say(output.some((n) => n !== 0) ? 'fromAllKeys' : 'nothingHandedOn'))}
  </div>`;
}

export function pair(data: PairData, options: PairOptions): TemplateResult {
  const { q, k, say } = data;
  const largest = largestOf(q, k);
  const products = q.map((n, i) => n * (k[i] ?? 0));
  const operand = (name: 'query' | 'key', numbers: Float64Array, of: string) => html`<div
    class=${name === 'key' && data.decides.includes(data.key) ? 'operand decides' : 'operand'}
  >
    ${choice(data, options, name)} ${vector(numbers, largest, options.dark, say(name), say)}
    <span class="of">${of}</span>
  </div>`;
  return html`<div class="pair">
    ${operand('query', q, data.queryName)} ${operand('key', k, keyName(data))} ${origins(data)}
    <div class="operand">
      <span class="name">q × k</span>
      ${vector(products, largestOf(products), options.dark, say('qTimesK'), say)}
      <span class="of">${say('addUp')}</span>
    </div>
    <ol class="steps">
      ${stepsOf(data).map(
        ({ formula, value, note }, i) => html`<li>
          <span class="formula">${i === 0 ? html`<i class="q">q</i> · <i class="k">k</i>` : formula}</span
          ><span class="value">= ${say.decimal(value)}</span>
          <span class="note">${note}</span>
        </li>`,
      )}
    </ol>
    ${handedOn(data, options.dark)}
  </div>`;
}
