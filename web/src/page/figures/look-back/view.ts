// How the first figure looks: the story and its arcs, what the model says next with and without looking back, and how
// far its training has got. Made of plain data, so that the build can print it before any script runs.
import { html, nothing, type TemplateResult } from 'lit';
import { headNumber } from '../../../views/head-grid.ts';
import { indexOfLargest } from '../../../views/numbers.ts';
import { leastWeight, storyPicture } from '../../../views/story-picture.ts';
import type { PageSay } from '../../../words/speak.ts';
import type { Guess, Shown } from './ask.ts';

export interface LookBackData {
  shown: Shown;
  /** At which the model can be had: the first is untrained, the last trained. */
  steps: readonly number[];
  /** Where the slider is; the picture is of `shown.step` until the model of that step has answered. */
  step: number;
  /** Why what was asked for last cannot be shown. */
  problem: Error | undefined;
}

export interface LookBackEvents {
  swap(position: number, word: string): void;
  toggle(): void;
  move(step: number): void;
  another(): void;
}

function column(title: string, guesses: readonly Guess[], answer: string, say: PageSay): TemplateResult {
  const [first, ...others] = guesses;
  if (!first) return html``;
  return html`<div class="says">
    <p class="of">${title}</p>
    <p class=${first.word === answer ? 'says-next' : 'says-next wrong'}>
      <span class="word">${first.word}</span> <span class="number">${say.percent(first.probability)}</span>${
        first.word === answer ? nothing : html` <span class="verdict">${say('wrong')}</span>`
      }
    </p>
    <p class="others">
      ${others.map(
        ({ word, probability }) =>
          html`<span>${word} <span class="number">${say.percent(probability)}</span></span> `,
      )}
    </p>
  </div>`;
}

/** The words that decide, each once. */
const decidingText = ({ words, antecedents }: Shown, say: PageSay) =>
  say.list([...new Set(antecedents.map((position) => words[position]))].map(say.quoted));

function summary(shown: Shown, say: PageSay): string {
  const { words, antecedents, answer, plain, stopped } = shown;
  const { weights } = stopped ?? plain;
  const most = indexOfLargest(weights);
  const onRight = antecedents.reduce((sum, position) => sum + (weights[position] ?? 0), 0);
  const looks = { word: say.quoted(words[most]), weight: say.share(weights[most] ?? 0) };
  const deciding = decidingText(shown, say);
  if (stopped) {
    const isRight = stopped.guesses[0]?.word === answer;
    return say(isRight ? 'keptAndRight' : 'keptAndWrong', { ...looks, deciding });
  }
  if (antecedents.includes(most)) return say('itLooksRight', looks);
  return say('itLooksElsewhere', { ...looks, deciding, share: say.share(onRight) });
}

/** `events` absent: the picture is there, and cannot be changed yet. */
export function lookBack(
  data: LookBackData,
  say: PageSay,
  events: LookBackEvents | undefined,
): TemplateResult {
  const { shown, steps, step, problem } = data;
  const { words, antecedents, chips, head, plain, stopped, answer } = shown;
  const said = stopped ?? plain;
  const [next] = said.guesses;
  const picture = {
    words,
    weights: said.weights,
    antecedents,
    chips,
    next: next as Guess,
    isRight: next?.word === answer,
    isStopped: stopped !== undefined,
    say,
  };
  const last = steps.length - 1;
  const index = Math.max(steps.indexOf(step), 0);
  const trained = step === 0 ? say('untrained') : say.count('afterTrainingSteps', step);
  const deciding = decidingText(shown, say);
  const { swap } = events ?? {};
  return html`<div class="pictured">
      ${storyPicture(picture, swap)}
      <p class="legend">
        ${say('linesAre', { head: headNumber(head), least: say.share(leastWeight) })} ${say('dottedWords')}
      </p>
    </div>
    <div class="says-both">
      ${column(say('saysNext'), plain.guesses, answer, say)}
      ${stopped ? column(say('notLookingAt', { words: deciding }), stopped.guesses, answer, say) : nothing}
    </div>
    <p class="summary" role="status">${summary(shown, say)}</p>
    <p class="error" role="alert">${problem ? say.error(problem) : nothing}</p>
    <button class="primary" name="stop" ?disabled=${!events}
      @click=${() => events?.toggle()}>
      ${say(stopped ? 'letLook' : 'stopLooking', { words: deciding })}
    </button>
    <div class="learned">
      <label
        >${say('untrained')}
        <input type="range" name="step" min="0" max=${last} step="1" .value=${String(index)}
          aria-label=${say('howFarTrained')} aria-valuetext=${trained} ?disabled=${!events}
          @input=${(event: Event) => events?.move(steps[Number((event.target as HTMLInputElement).value)] ?? 0)} />
        ${say('trained')}</label
      >
      <output class="quiet">${trained}</output>
      <button name="another" ?disabled=${!events} @click=${() => events?.another()}>
        ${say('anotherStory')}
      </button>
    </div>`;
}
