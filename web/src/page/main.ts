// Wires the page: the instrument to the address, and what it shows to the figures of the chapters. Those of the
// post's chapter show the post's model, whatever the instrument does.
import './warm-up.ts';
import './view-styles.ts';
import '../element/define.ts';
import { storyName } from '../element/first-story.ts';
import type { Source } from '../element/models.ts';
import { postSource } from '../element/post-source.ts';
import { checkShown, drawn } from '../element/shown.ts';
import type { State } from '../element/state.ts';
import { storySource } from '../element/story-source.ts';
import { AddressBar } from './address-bar.ts';
import { Arrival } from './arrive.ts';
import { defineFigures, figuresOfInstrument, figuresOfPost } from './chapter-figures.ts';
import type { Figure } from './figure.ts';
import { LinkNotice } from './figures/link-notice.ts';
import type { LookBackFigure } from './figures/look-back/look-back.ts';
import type { TrainFigure } from './figures/train/train.ts';
import { goTo } from './go-to.ts';
import { PageLanguage } from './language.ts';
import { numpyOf } from './numpy/shown.ts';
import './offline.ts';
import { pageState, postState, trainedName } from './page-state.ts';
import { Presentation } from './present.ts';
import { showSoon } from './show-soon.ts';
import { isLong, lengthOf, mostCharacters } from './text-length.ts';
import { Trained } from './trained.ts';

const isPost = ({ model }: State) => model === postState.model;

customElements.define('link-notice', LinkNotice);

const instrument = document.querySelector('pay-attention');
const trainFigure = document.querySelector<TrainFigure>('train-figure');

if (instrument && trainFigure) {
  const { body } = document;
  const elements = figuresOfInstrument();
  const postElements = figuresOfPost();
  /** The post's model as it was last shown. */
  let lastPost = postState;
  const notices = [...document.querySelectorAll<LinkNotice>('link-notice')];

  const story = storySource(instrument);
  let trainedSource: Source | undefined;
  const toTrain = {
    async find() {
      const chapter = document.querySelector<HTMLElement>('#train');
      if (chapter) goTo(chapter);
      await customElements.whenDefined('train-figure'); // the figures above it come first
      await trainFigure.updateComplete;
      chapter?.querySelector<HTMLElement>('button[name="train"]')?.focus({ preventScroll: true });
    },
  };
  const language = new PageLanguage(instrument, () => {
    nameModels();
    presentation.speak();
  });
  const say = () => language.say;
  const nameModels = () => {
    const { say } = language;
    const label = trainedSource?.isComing ? say('ofLink') : say('trainedHere');
    const row = trainedSource ? { label, source: trainedSource } : { label: say('trainHere'), ...toTrain };
    instrument.models = { [storyName]: { label: say('stories'), source: story }, [trainedName]: row };
  };
  nameModels();
  const setTrained = (source: Source | undefined) => {
    trainedSource = source;
    nameModels();
  };
  const trained = new Trained(instrument, trainFigure, notices, setTrained, (error) => address.refuse(error));
  const address = new AddressBar(instrument, trained, notices[0], say);
  trainFigure.linkTo = (travel) => address.linkToChapter(travel);

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

  instrument.numpyOf = numpyOf;
  const opened = address.open();
  language.follow();
  addEventListener('hashchange', () => language.follow());
  instrument.addEventListener('pay-attention-result', ({ detail }) => {
    const { state } = detail;
    document.documentElement.dataset.theme = state.theme;
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
    address.write();
    history.pushState(null, '', location.href);
    instrument.change({ ...detail, lang: instrument.lang });
    address.write();
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
  // What an address says is of the instrument, unless it names a chapter.
  const arrival = new Arrival();
  body.addEventListener('link-said', ({ target }) => arrival.say(target as Element));
  if (opened) arrival.at(opened, true);
  else if (address.isOfInstrument) arrival.at(instrument, false);

  const presentation = new Presentation(document.querySelector('#present'), say, () => {
    document.querySelector<LookBackFigure>('look-back-figure')?.reset();
    instrument.change({ ...pageState, lang: instrument.lang });
  });

  body.addEventListener('train-show', ({ detail: head }) => {
    const answered = new AbortController();
    const focus = async () => {
      answered.abort();
      await instrument.updateComplete;
      instrument.focus({ preventScroll: true });
    };
    if (instrument.model === trainedName) focus();
    else
      for (const outcome of ['pay-attention-result', 'pay-attention-error'] as const)
        instrument.addEventListener(outcome, focus, { signal: answered.signal });
    instrument.open(trainedName, { head });
    goTo(instrument);
  });
}

setTimeout(defineFigures);
