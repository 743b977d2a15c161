// How the first figure looks: the story and its arcs, what the model says next with and without looking back, and how
// far its training has got. Made of plain data, so that the build can print it before any script runs.
import { html, nothing, type TemplateResult } from 'lit';
import { count, indexOfLargest, percent, share } from '../../../views/numbers.ts';
import { storyPicture } from '../../../views/story-picture.ts';
import { inQuotes } from '../../../views/token-name.ts';
import type { Guess, Shown } from './ask.ts';

export interface LookBackData {
  shown: Shown;
  /** At which the model can be had: the first is untrained, the last trained. */
  steps: readonly number[];
  /** Where the slider is; the picture is of `shown.step` until the model of that step has answered. */
  step: number;
  problem: string | undefined;
}

export interface LookBackEvents {
  swap(position: number, word: string): void;
  toggle(): void;
  move(step: number): void;
  another(): void;
}

function column(title: string, guesses: readonly Guess[], answer: string): TemplateResult {
  const [first, ...others] = guesses;
  if (!first) return html``;
  return html`<div class="says">
    <p class="of">${title}</p>
    <p class=${first.word === answer ? 'says-next' : 'says-next wrong'}>
      <span class="word">${first.word}</span> <span class="number">${percent(first.probability)}</span>${
        first.word === answer ? nothing : html` <span class="verdict">wrong</span>`
      }
    </p>
    <p class="others">
      ${others.map(
        ({ word, probability }) =>
          html`<span>${word} <span class="number">${percent(probability)}</span></span> `,
      )}
    </p>
  </div>`;
}

/** The words that decide, each once. */
const decidingText = ({ words, antecedents }: Shown) =>
  [...new Set(antecedents.map((position) => words[position]))].map(inQuotes).join(' and ');

function summary(shown: Shown): string {
  const { words, antecedents, answer, plain, stopped } = shown;
  const { weights } = stopped ?? plain;
  const most = indexOfLargest(weights);
  const onRight = antecedents.reduce((sum, position) => sum + (weights[position] ?? 0), 0);
  const where = `looks most at ${inQuotes(words[most])} (${share(weights[most] ?? 0)})`;
  if (stopped) {
    const end =
      stopped.guesses[0]?.word === answer ? 'and finds the answer all the same' : 'and gets it wrong';
    return `Kept from ${decidingText(shown)}, it ${where} ${end}.`;
  }
  if (antecedents.includes(most)) return `It ${where}, the word that decides what comes next.`;
  return `It ${where}. The word that decides, ${decidingText(shown)}, gets ${share(onRight)}.`;
}

/** `events` absent: the picture is there, and cannot be changed yet. */
export function lookBack(data: LookBackData, events: LookBackEvents | undefined): TemplateResult {
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
  };
  const last = steps.length - 1;
  const index = Math.max(steps.indexOf(step), 0);
  const trained = step === 0 ? 'untrained' : `after ${count(step, 'training step')}`;
  const { swap } = events ?? {};
  return html`<div class="pictured">
      ${storyPicture(picture, swap)}
      <p class="legend">
        Lines: how much of its looking goes to each word (head ${head.layer}.${head.head}, from .02 up). Dotted words
        can be swapped.
      </p>
    </div>
    <div class="says-both">
      ${column('it says next', plain.guesses, answer)}
      ${stopped ? column(`not looking at ${decidingText(shown)}`, stopped.guesses, answer) : nothing}
    </div>
    <p class="summary" role="status">${summary(shown)}</p>
    <p class="error" role="alert">${problem ?? nothing}</p>
    <button class="primary" name="stop" ?disabled=${!events}
      @click=${() => events?.toggle()}>
      ${stopped ? `Let it look at ${decidingText(shown)} again` : `Stop it looking at ${decidingText(shown)}`}
    </button>
    <div class="learned">
      <label
        >untrained
        <input type="range" name="step" min="0" max=${last} step="1" .value=${String(index)}
          aria-label="How far it is trained" aria-valuetext=${trained} ?disabled=${!events}
          @input=${(event: Event) => events?.move(steps[Number((event.target as HTMLInputElement).value)] ?? 0)} />
        trained</label
      >
      <output class="quiet">${trained}</output>
      <button name="another" ?disabled=${!events} @click=${() => events?.another()}>Another story</button>
    </div>`;
}
