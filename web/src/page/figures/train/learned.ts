// The model that learns, as far as it is: its history, the reader's sentence, every head on it, and what can be taken
// away.
import { html, nothing, type TemplateResult } from 'lit';
import type { Session } from '../../../training/session.ts';
import { type Way, waysOf } from '../../../training/travel.ts';
import type { HeadName } from '../../../views/reading.ts';
import { tokenLosses } from '../../../views/token-losses.ts';
import { tokenName } from '../../../views/token-name.ts';
import type { PageSay } from '../../../words/speak.ts';
import { unknownText } from './beside-heads.ts';
import { downloads } from './downloads.ts';
import { type HeadsData, type HeadsEvents, heads } from './heads.ts';
import { type HistoryEvents, history, lossTable, samples, wide } from './history.ts';
import { sizeText } from './size-text.ts';

export interface LearnedData extends Omit<HeadsData, 'seen' | 'vocabulary'> {
  session: Session;
  /** The losses as a table. */
  isTableOpen: boolean;
  /** What "Copy link" came to. */
  linkSaid: string;
}

export interface LearnedEvents extends HeadsEvents, HistoryEvents {
  type(sentence: string): void;
  /** The head is to be shown in the instrument. */
  show(head: HeadName): void;
  /** `way`: undefined where no link can hold the model, which is then said. */
  copyLink(way: Way | undefined): void;
}

function sentenceField(
  { question, questionProblem }: Session,
  say: PageSay,
  { type }: LearnedEvents,
): TemplateResult {
  return html`<div class="sentence">
    <label for="train-sentence">${say('yourSentence')}</label>
    <textarea
      id="train-sentence"
      name="sentence"
      rows="1"
      dir="auto"
      autocomplete="off"
      spellcheck="false"
      aria-describedby="train-sentence-problem"
      .value=${question.sentence}
      @input=${(event: Event) => type((event.target as HTMLTextAreaElement).value)}
    ></textarea>
    <p class="error" id="train-sentence-problem" role="alert"
      >${questionProblem ? say.error(questionProblem) : nothing}</p
    >
  </div>`;
}

function read(data: LearnedData, events: LearnedEvents): TemplateResult | typeof nothing {
  const { session, say } = data;
  const { seen, vocabulary } = session;
  if (!seen) return nothing;
  return html`${unknownText(seen, say)}
    <h3>${say('surprisingTitle')}</h3>
    ${tokenLosses(seen.inspection.texts.map(tokenName), seen.likelihoods, data.dark, say)}
    ${heads({ ...data, seen, vocabulary }, events)}`;
}

const linkNames = { address: 'copyLink', whole: 'linkWhole', recipe: 'linkRecipe' } as const;

function links({ run, linkSaid, say }: LearnedData, { copyLink }: LearnedEvents): TemplateResult {
  const ways = waysOf(run);
  const buttons =
    ways.length > 0 ? ways.map((way) => [way, linkNames[way]] as const) : [[undefined, 'copyLink'] as const];
  return html`<div class="row">
    ${buttons.map(
      ([way, name]) =>
        html`<button name="link" value=${way ?? ''} @click=${() => copyLink(way)}>${say(name)}</button>`,
    )}
    <span class="quiet link-said" role="status">${linkSaid}</span>
  </div>`;
}

function toTakeAway({ run, session, say }: LearnedData, { show }: LearnedEvents): TemplateResult {
  const { at, open } = session.question;
  const step = at === undefined ? undefined : run.snapshots[at]?.step;
  const save = () => run.at(session.question.at, new AbortController().signal, (model) => model.save());
  return html`<div class="row">
    ${downloads(step, save, say)}
    <button name="show" @click=${() => show(open ?? { layer: 0, head: 0 })}>
      ${step === undefined ? say('showAbove') : say('showStepAbove', { step })}
    </button>
  </div>`;
}

export function learned(data: LearnedData, events: LearnedEvents): TemplateResult {
  const { run, session, width, isTableOpen, say } = data;
  const { config, parameters } = run.model.info;
  const isTrainedHere = run.steps > 0;
  const past = { run, at: session.question.at, isTableOpen, width, say };
  return html`${
    isTrainedHere ? history(past, events) : html`<p>${say('openedHere', { size: sizeText(config, say) })}</p>`
  }
    ${sentenceField(session, say, events)} ${read(data, events)}
    ${isTrainedHere && width < wide ? samples(past) : nothing}
    <p class="quiet learns">
      ${say('toLearn', {
        numbers: say.count('numbersToLearn', parameters),
        vocabulary: say.count('tokens', config.vocabSize),
        context: say.count('tokens', config.context),
      })}
    </p>
    ${isTrainedHere ? lossTable(past, events) : nothing} ${toTakeAway(data, events)}
    ${links(data, events)}`;
}
