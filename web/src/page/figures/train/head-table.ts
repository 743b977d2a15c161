// What each head does, while the model learns: by the scores that cpp/core/transformer/head_scores.h defines.
import { html, nothing, type TemplateResult } from 'lit';
import { headScores } from '../../../engine/index.ts';
import type { Look } from '../../../training/look.ts';
import { decimal, indexOfLargest, share } from '../../../views/numbers.ts';
import { inQuotes } from '../../../views/token-name.ts';

const names: Record<(typeof headScores)[number], [title: string, meaning: string]> = {
  previousToken: ['word before', 'the weight on the token before, on average over the sentence'],
  sameToken: ['same word', 'the weight on the same token, earlier'],
  firstToken: ['first word', 'the weight on the first token'],
  induction: ['after the same', 'the weight on what came after the same token, earlier'],
  entropy: ['spread', 'the entropy of its weights, in nats: 0 where all is on one token'],
  distance: ['distance', 'how many tokens back it looks, on average'],
};

const isShare = (name: keyof typeof names) => name !== 'entropy' && name !== 'distance';

export function headTable(
  { heads: known, inspection, patterns, attribution, next }: Look,
  vocabulary: readonly string[],
  isOpen: boolean,
  toggle: (open: boolean) => void,
): TemplateResult {
  const heads = patterns.flatMap(({ shape: [count = 0] }, layer) =>
    Array.from({ length: count }, (_, head) => `${layer}.${head}`),
  );
  const value = (head: number, i: number) => {
    const number = known?.scores[head * headScores.length + i] ?? Number.NaN;
    const name = headScores[i] as (typeof headScores)[number];
    return Number.isNaN(number) ? '–' : isShare(name) ? share(number) : decimal(number);
  };
  const likeliest = vocabulary[indexOfLargest(next.probabilities)];
  return html`<details
    class="table"
    .open=${isOpen}
    @toggle=${(event: Event) => toggle((event.currentTarget as HTMLDetailsElement).open)}
  >
    <summary>What each head does in this sentence</summary>
    ${
      isOpen
        ? html`<div class="scroll" tabindex="0" role="region" aria-label="What each head does">
            <table>
              <caption>
                Six scores, over the ${inspection.ids.length} tokens of the sentence
              </caption>
              <thead>
                <tr>
                  <th scope="col">head</th>
                  ${headScores.map((name) => html`<th scope="col" title=${names[name][1]}>${names[name][0]}</th>`)}
                  ${
                    attribution
                      ? html`<th scope="col" title="what it adds to that token’s logit after the last token">
                          adds to ${inQuotes(likeliest)}
                        </th>`
                      : nothing
                  }
                </tr>
              </thead>
              <tbody>
                ${heads.map(
                  (name, head) => html`<tr>
                    <th scope="row">${name}</th>
                    ${headScores.map((_, i) => html`<td>${value(head, i)}</td>`)}
                    ${attribution ? html`<td>${decimal(attribution.heads.data[head] ?? 0)}</td>` : nothing}
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
        : ''
    }
  </details>`;
}
