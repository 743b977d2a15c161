// What each head does, while the model learns: by the scores that cpp/core/transformer/head_scores.h defines.
import { html, type TemplateResult } from 'lit';
import { headScores } from '../../../engine/index.ts';
import type { Look } from '../../../training/look.ts';
import { decimal, share } from '../../../views/numbers.ts';

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
  { heads: { scores }, inspection, patterns }: Look,
  isOpen: boolean,
  toggle: (open: boolean) => void,
): TemplateResult {
  const heads = patterns.flatMap(({ shape: [count = 0] }, layer) =>
    Array.from({ length: count }, (_, head) => `${layer}.${head}`),
  );
  const value = (head: number, i: number) => {
    const number = scores[head * headScores.length + i] ?? 0;
    const name = headScores[i] as (typeof headScores)[number];
    return Number.isNaN(number) ? '–' : isShare(name) ? share(number) : decimal(number);
  };
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
                </tr>
              </thead>
              <tbody>
                ${heads.map(
                  (name, head) => html`<tr>
                    <th scope="row">${name}</th>
                    ${headScores.map((_, i) => html`<td>${value(head, i)}</td>`)}
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
        : ''
    }
  </details>`;
}
