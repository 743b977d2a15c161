// Wires the page: the instrument's state to the URL's hash and back, and what it shows to the figures of the chapters.
import './warm-up.ts';
import './view-styles.ts';
import '../element/define.ts';
import { drawn } from '../element/shown.ts';
import { readState, type State, writeState } from '../element/state.ts';
import type { Figure } from './figure.ts';
import { PredictionFigure } from './figures/prediction.ts';
import { QualityFigure } from './figures/quality.ts';
import { RunFigure } from './figures/run.ts';
import { SoftmaxFigure } from './figures/softmax.ts';
import { StepsFigure } from './figures/steps.ts';
import { TakeFigure } from './figures/take.ts';
import { TrainFigure } from './figures/train/train.ts';
import { WordsFigure } from './figures/words.ts';
import { goTo } from './go-to.ts';
import { pageState } from './page-state.ts';
import { showSoon } from './show-soon.ts';

const figures = {
  'softmax-figure': SoftmaxFigure,
  'words-figure': WordsFigure,
  'steps-figure': StepsFigure,
  'prediction-figure': PredictionFigure,
  'run-figure': RunFigure,
  'quality-figure': QualityFigure,
  'take-figure': TakeFigure,
};

/** The most that figures and the address show of a text; the instrument takes more. */
const mostCharacters = 20_000;

const lengthOf = ({ sentence, corpus, sampled }: State) =>
  [sentence, ...corpus, ...sampled.map(({ text }) => text)].reduce((sum, { length }) => sum + length, 0);

const isLong = (state: State) => lengthOf(state) > mostCharacters;

const hashPause = 250; // milliseconds; browsers limit how often the address may change

function hashOf(state: State): string {
  const parameters = String(new URLSearchParams(writeState(state, pageState)));
  return parameters && `#${parameters}`;
}

const stateOfHash = () => readState(new URLSearchParams(location.hash.slice(1)), pageState);

/** The name of the model that the reader trains. */
const trained = 'trained';

const isPost = ({ model }: State) => model === pageState.model;

const instrument = document.querySelector('pay-attention');

if (instrument) {
  const { body } = document;
  const elements = Object.keys(figures).flatMap((name) => [...document.querySelectorAll<Figure>(name)]);
  let pending: ReturnType<typeof setTimeout> | undefined;
  // A model that was trained here cannot travel in a link.
  const writeHash = () => {
    clearTimeout(pending);
    if (instrument.sourceOf(instrument.model)?.isShareable === false || isLong(instrument.state)) return;
    history.replaceState(null, '', hashOf(instrument.state) || location.pathname + location.search);
  };
  const showPost = () => {
    if (!isPost(instrument.state)) instrument.change({ model: pageState.model });
  };

  instrument.shareUrl = (state) => new URL(hashOf(state) || '#', document.baseURI).href;
  instrument.state = stateOfHash();
  instrument.addEventListener('pay-attention-change', () => {
    clearTimeout(pending);
    pending = setTimeout(writeHash, hashPause);
  });
  addEventListener('hashchange', () => {
    showPost();
    instrument.state = stateOfHash();
  });
  // The chapters before the last are about the post's model: what another one shows leaves them alone.
  instrument.addEventListener('pay-attention-result', ({ detail }) => {
    if (!isPost(detail.state)) return;
    if (isLong(detail.state)) {
      for (const figure of elements)
        figure.problem = `This takes ${mostCharacters} characters at the most, not ${lengthOf(detail.state)}.`;
    } else showSoon(elements, drawn(detail));
  });
  instrument.addEventListener('pay-attention-error', ({ detail }) => {
    if (!isPost(instrument.state)) return;
    for (const figure of elements) figure.problem = detail.message;
  });
  body.addEventListener('figure-change', ({ detail }) => {
    showPost();
    instrument.change(typeof detail === 'function' ? detail(instrument.state) : detail);
  });
  // An example takes the place of the reader's own sentence: Back brings that back.
  body.addEventListener('figure-load', ({ detail }) => {
    showPost();
    writeHash();
    history.pushState(null, '', location.href);
    instrument.change(detail);
    writeHash();
    goTo(instrument);
    instrument.focus({ preventScroll: true });
  });
  body.addEventListener('figure-sample', () => instrument.sample());
  body.addEventListener('figure-undo', () => instrument.undo());
  // Links to chapters, and an address that names one.
  addEventListener('click', ({ target }) => {
    const link = (target as Element | null)?.closest?.<HTMLAnchorElement>('a[href^="#"]');
    const chapter = link && document.getElementById(link.hash.slice(1));
    if (chapter) requestAnimationFrame(() => goTo(chapter));
  });
  const named = document.getElementById(location.hash.slice(1));
  if (named) goTo(named);

  const toTrain = {
    label: 'train one here',
    find() {
      const chapter = document.querySelector<HTMLElement>('#train');
      if (chapter) goTo(chapter);
      chapter?.querySelector<HTMLElement>('button.primary')?.focus({ preventScroll: true });
    },
  };
  instrument.models = { [trained]: toTrain };
  body.addEventListener('train-source', ({ detail: source }) => {
    instrument.models = { [trained]: source ? { label: 'trained here', source } : toTrain };
  });
  body.addEventListener('train-show', ({ detail: head }) => {
    const answered = new AbortController();
    const focus = async () => {
      answered.abort();
      await instrument.updateComplete;
      instrument.focus({ preventScroll: true });
    };
    if (instrument.model === trained) focus();
    else
      for (const outcome of ['pay-attention-result', 'pay-attention-error'] as const)
        instrument.addEventListener(outcome, focus, { signal: answered.signal });
    instrument.open(trained, { head });
    goTo(instrument);
  });
}

// One after another, so that none of them holds up the instrument or the reader.
const definitions = Object.entries({ ...figures, 'train-figure': TrainFigure });

function defineNext(): void {
  const next = definitions.shift();
  if (!next) return;
  customElements.define(...next);
  setTimeout(defineNext);
}

setTimeout(defineNext);
