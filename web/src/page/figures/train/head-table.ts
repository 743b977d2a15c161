// What each head does, while the model learns: by the scores that cpp/core/transformer/head_scores.h defines.
import { html, nothing, type TemplateResult } from 'lit';
import { headScores } from '../../../engine/index.ts';
import type { Look } from '../../../training/look.ts';
import { indexOfLargest } from '../../../views/numbers.ts';
import type { PageSay } from '../../../words/speak.ts';

const isShare = (name: (typeof headScores)[number]) => name !== 'entropy' && name !== 'distance';

export function headTable(
  { heads: known, inspection, patterns, attribution, next }: Look,
  vocabulary: readonly string[],
  isOpen: boolean,
  toggle: (open: boolean) => void,
  say: PageSay,
): TemplateResult {
  const heads = patterns.flatMap(({ shape: [count = 0] }, layer) =>
    Array.from({ length: count }, (_, head) => `${layer}.${head}`),
  );
  const value = (head: number, i: number) => {
    const number = known?.scores[head * headScores.length + i] ?? Number.NaN;
    const name = headScores[i] as (typeof headScores)[number];
    return Number.isNaN(number) ? '–' : isShare(name) ? say.share(number) : say.decimal(number);
  };
  const likeliest = vocabulary[indexOfLargest(next.probabilities)];
  return html`<details
    class="table"
    .open=${isOpen}
    @toggle=${(event: Event) => toggle((event.currentTarget as HTMLDetailsElement).open)}
  >
    <summary>${say('whatHeadsDo')}</summary>
    ${
      isOpen
        ? html`<div class="scroll" tabindex="0" role="region" aria-label=${say('whatHeadsDoShort')}>
            <table>
              <caption>
                ${say.count('sixScores', inspection.ids.length)}
              </caption>
              <thead>
                <tr>
                  <th scope="col">${say('head')}</th>
                  ${headScores.map(
                    (name) =>
                      html`<th scope="col" title=${say(`meaning.${name}`)}>${say(`score.${name}`)}</th>`,
                  )}
                  ${
                    attribution
                      ? html`<th scope="col" title=${say('addsMeaning')}>
                          ${say('addsTo', { word: say.quoted(likeliest) })}
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
                    ${attribution ? html`<td>${say.decimal(attribution.heads.data[head] ?? 0)}</td>` : nothing}
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
        : ''
    }
  </details>`;
}
