// Wires the page: the instrument's state to the URL's hash and back, and what it shows to the figures of the chapters.
import './warm-up.ts';
import '../element/define.ts';
import { readState, type State, writeState } from '../element/state.ts';
import type { Change, Figure } from './figure.ts';
import { PredictionFigure } from './figures/prediction.ts';
import { QualityFigure } from './figures/quality.ts';
import { RunFigure } from './figures/run.ts';
import { SoftmaxFigure } from './figures/softmax.ts';
import { StepsFigure } from './figures/steps.ts';
import { TakeFigure } from './figures/take.ts';
import { WordsFigure } from './figures/words.ts';
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

const hashPause = 250; // milliseconds; browsers limit how often the address may change

function hashOf(state: State): string {
  const parameters = String(new URLSearchParams(writeState(state, pageState)));
  return parameters && `#${parameters}`;
}

const stateOfHash = () => readState(new URLSearchParams(location.hash.slice(1)), pageState);

const instrument = document.querySelector('pay-attention');

if (instrument) {
  const elements = Object.keys(figures).flatMap((name) => [...document.querySelectorAll<Figure>(name)]);
  let pending: ReturnType<typeof setTimeout> | undefined;
  const writeHash = () => {
    clearTimeout(pending);
    history.replaceState(null, '', hashOf(instrument.state) || location.pathname + location.search);
  };

  instrument.shareUrl = (state) => new URL(hashOf(state) || '#', document.baseURI).href;
  instrument.state = stateOfHash();
  instrument.addEventListener('pay-attention-change', () => {
    clearTimeout(pending);
    pending = setTimeout(writeHash, hashPause);
  });
  addEventListener('hashchange', () => {
    instrument.state = stateOfHash();
  });
  instrument.addEventListener('pay-attention-result', (event) => {
    showSoon(elements, (event as CustomEvent<Figure['shown']>).detail);
  });
  addEventListener('figure-change', (event) => {
    const { detail } = event as CustomEvent<Change>;
    instrument.change(typeof detail === 'function' ? detail(instrument.state) : detail);
  });
  // An example takes the place of the reader's own sentence: Back brings that back.
  addEventListener('figure-load', (event) => {
    writeHash();
    history.pushState(null, '', location.href);
    instrument.change((event as CustomEvent<Partial<State>>).detail);
    writeHash();
    instrument.scrollIntoView();
    instrument.focus({ preventScroll: true });
  });
  instrument.addEventListener('pay-attention-error', (event) => {
    for (const figure of elements) figure.problem = (event as CustomEvent<Error>).detail.message;
  });
  addEventListener('figure-sample', () => instrument.sample());
  addEventListener('figure-undo', () => instrument.undo());
}

for (const [name, figure] of Object.entries(figures)) customElements.define(name, figure);
