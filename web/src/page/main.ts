// Wires the page: the instrument's state to the URL's hash and back, and what it shows to the figures of the chapters.
// Those of the post's chapter show the post's model, whatever the instrument does.
import './warm-up.ts';
import './view-styles.ts';
import '../element/define.ts';
import { storyName } from '../element/first-story.ts';
import type { Source } from '../element/models.ts';
import { postSource } from '../element/post-source.ts';
import { checkShown, drawn } from '../element/shown.ts';
import type { State } from '../element/state.ts';
import { storySource } from '../element/story-source.ts';
import { chapterOfHash, hashOf, stateOfHash } from './address.ts';
import { defineFigures, figuresOfInstrument, figuresOfPost } from './chapter-figures.ts';
import type { Figure } from './figure.ts';
import type { LookBackFigure } from './figures/look-back/look-back.ts';
import { goTo } from './go-to.ts';
import { PageLanguage } from './language.ts';
import { numpyOf } from './numpy/shown.ts';
import './offline.ts';
import { pageState, postState } from './page-state.ts';
import { Presentation } from './present.ts';
import { showSoon } from './show-soon.ts';

/** The most that figures and the address show of a text; the instrument takes more. */
const mostCharacters = 20_000;

const lengthOf = ({ sentence, corpus, sampled }: State) =>
  [sentence, ...corpus, ...sampled.map(({ text }) => text)].reduce((sum, { length }) => sum + length, 0);

const isLong = (state: State) => lengthOf(state) > mostCharacters;

const hashPause = 250; // milliseconds; browsers limit how often the address may change

/** The name of the model that the reader trains. */
const trained = 'trained';

const isPost = ({ model }: State) => model === postState.model;

const instrument = document.querySelector('pay-attention');

if (instrument) {
  const { body } = document;
  const elements = figuresOfInstrument();
  const postElements = figuresOfPost();
  /** The post's model as it was last shown. */
  let lastPost = postState;
  let pending: ReturnType<typeof setTimeout> | undefined;
  // A model that was trained here cannot travel in a link.
  const writeHash = () => {
    clearTimeout(pending);
    const source = instrument.sourceOf(instrument.model);
    if (source?.travels === 'nowhere' || isLong(instrument.state)) return;
    history.replaceState(null, '', hashOf(instrument.state) || location.pathname + location.search);
  };
  const showPost = () => {
    if (!isPost(instrument.state)) instrument.change({ ...lastPost, lang: instrument.lang });
  };
  const fail = (figures: readonly Figure[], problem: string) => {
    for (const figure of figures) figure.problem = problem;
  };
  const showPostFigures = async () => {
    const source = postSource(instrument);
    const reading = await source.read(postState, new AbortController().signal);
    if (!isPost(instrument.state)) showSoon(postElements, checkShown(reading, postState, true));
  };

  instrument.shareUrl = (state) => new URL(hashOf(state) || '#', document.baseURI).href;
  instrument.numpyOf = numpyOf;
  instrument.state = stateOfHash();
  instrument.addEventListener('pay-attention-change', () => {
    clearTimeout(pending);
    pending = setTimeout(writeHash, hashPause);
  });
  addEventListener('hashchange', () => {
    if (chapterOfHash()) return;
    const state = stateOfHash();
    if (state.model !== instrument.model) instrument.change({ model: state.model });
    instrument.state = state;
    language.follow();
  });
  instrument.addEventListener('pay-attention-result', ({ detail }) => {
    const { state } = detail;
    if (isPost(state)) lastPost = state;
    const concerned = isPost(state) ? [...elements, ...postElements] : elements;
    if (isLong(state))
      fail(concerned, language.say('tooLong', { most: mostCharacters, length: lengthOf(state) }));
    else showSoon(concerned, drawn(detail));
  });
  instrument.addEventListener('pay-attention-error', ({ detail }) => {
    fail(isPost(instrument.state) ? [...elements, ...postElements] : elements, detail.message);
  });
  const chapterOfPost = new IntersectionObserver(
    ([entry]) => {
      if (!entry?.isIntersecting) return;
      chapterOfPost.disconnect();
      if (!isPost(instrument.state)) showPostFigures();
    },
    { rootMargin: '1000px' },
  );
  for (const figure of postElements) chapterOfPost.observe(figure);
  body.addEventListener('figure-change', ({ detail, target }) => {
    if (postElements.includes(target as Figure)) showPost();
    instrument.change(typeof detail === 'function' ? detail(instrument.state) : detail);
  });
  // An example takes the place of the reader's own sentence: Back brings that back.
  body.addEventListener('figure-load', ({ detail }) => {
    writeHash();
    history.pushState(null, '', location.href);
    instrument.change({ ...detail, lang: instrument.lang });
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
  const named = chapterOfHash();
  if (named) goTo(named);
  // What else an address says is of the instrument, but for the language.
  else if (hashOf({ ...instrument.state, lang: '' }) !== '')
    instrument.scrollIntoView({ behavior: 'instant' });

  const say = () => language.say;
  const presentation = new Presentation(document.querySelector('#present'), say, () => {
    document.querySelector<LookBackFigure>('look-back-figure')?.reset();
    instrument.change({ ...pageState, lang: instrument.lang });
  });

  const story = storySource(instrument);
  let trainedSource: Source | undefined;
  const toTrain = {
    find() {
      const chapter = document.querySelector<HTMLElement>('#train');
      if (chapter) goTo(chapter);
      chapter?.querySelector<HTMLElement>('button.primary')?.focus({ preventScroll: true });
    },
  };
  const nameModels = () => {
    const { say } = language;
    const row = trainedSource
      ? { label: say('trainedHere'), source: trainedSource }
      : { label: say('trainHere'), ...toTrain };
    instrument.models = { [storyName]: { label: say('stories'), source: story }, [trained]: row };
  };
  const language = new PageLanguage(instrument, () => {
    nameModels();
    presentation.speak();
  });
  nameModels();
  body.addEventListener('train-source', ({ detail: source }) => {
    trainedSource = source;
    nameModels();
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

setTimeout(defineFigures);
