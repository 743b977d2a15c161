// `draw`: a sentence with a model's attention as an SVG file, from the views that the page has.
import { writeFileSync } from 'node:fs';
import { cardOf } from '../element/card.ts';
import { figureOf } from '../element/figure-of.ts';
import { formingOf } from '../element/forming.ts';
import type { Source } from '../element/models.ts';
import { postSource } from '../element/post-source.ts';
import { checkShown, type Shown } from '../element/shown.ts';
import { initialState, readState, type State } from '../element/state.ts';
import { answersIn } from '../element/story-source.ts';
import { sourceOfOpened } from '../element/transformer-source.ts';
import type { Engine, Model } from '../engine/index.ts';
import { lookOf, type Theme, themes } from '../views/figure/look.ts';
import { english } from '../words/say.ts';
import { UsageError } from './arguments.ts';
import { openModel, refused, shipped } from './model-files.ts';
import { noteUnknown } from './note-unknown.ts';
import type { Given } from './options.ts';
import { pngOf } from './png.ts';
import type { Write } from './write.ts';

const usualWidth = 720;
const [leastWidth, mostWidth] = [240, 4000];

interface Asked {
  model: string;
  prompt: string;
  theme?: string;
  width?: number | string;
  forming?: boolean;
  card?: boolean;
  title?: string;
  out?: string;
}

function checkWidth(width: Asked['width'] = usualWidth): number {
  if (typeof width === 'number' && width >= leastWidth && width <= mostWidth) return Math.round(width);
  const range = `a number of pixels from ${leastWidth} to ${mostWidth}`;
  throw new UsageError(`--width must be ${range}, not ${JSON.stringify(width)}`);
}

function checkTheme(theme: string = themes[0]): Theme {
  const known = themes.find((name) => name === theme);
  if (known) return known;
  throw new UsageError(`--theme must be ${themes.join(' or ')}, not ${JSON.stringify(theme)}`);
}

/** What the options say, as an instrument's state. */
function stateOf(given: Given): State {
  const { model, prompt } = given as unknown as Asked;
  const named = ['show', 'head', 'knock-out', 'query', 'key-position', 'step', 'seed', 'sink', 'scale'];
  const sampling = ['temperature', 'top-k', 'top-p', 'min-p'];
  const texts = [...named, ...sampling].flatMap((name) =>
    given[name] === undefined ? [] : [[name, String(given[name])] as const],
  );
  return readState([['show', 'arcs bars'], ...texts], { ...initialState, model, sentence: prompt });
}

function modelOf(engine: Engine, { model, step }: State): Promise<Model> {
  if (model === shipped) return engine.openStory({ step: step as number | undefined });
  if (step !== undefined) throw new UsageError(`--step is of --model ${shipped}: no other has snapshots`);
  return openModel(engine, 'model', model);
}

function sourceOf(engine: Engine, { model, sentence }: State): Source {
  if (model === initialState.model) return postSource({});
  let noted: Promise<void> | undefined;
  const open = async (state: State) => {
    const opened = await modelOf(engine, state);
    noted ??= noteUnknown(opened, sentence);
    await noted;
    return opened;
  };
  return sourceOfOpened({ model, travels: 'nowhere' }, open, async (reading, signal) =>
    model === shipped ? { ...reading, answers: await answersIn(engine, reading.words, signal) } : reading,
  );
}

/** At each step of its training that there is a snapshot of. */
async function drawForming(engine: Engine, state: State, theme: Theme, width: number): Promise<string> {
  if (state.model !== shipped)
    throw new UsageError(`--forming is of --model ${shipped}: no other has snapshots`);
  if (state.step !== undefined) throw new UsageError('--forming draws every step: leave --step out');
  const source = sourceOf(engine, state);
  const steps = (await engine.storySteps()).map((step) => ({ step, source, state: { ...state, step } }));
  return formingOf(steps, lookOf(theme, english), width, new AbortController().signal);
}

async function shownBy(engine: Engine, state: State): Promise<Shown> {
  const reading = await sourceOf(engine, state).read(state, new AbortController().signal);
  return checkShown(reading, state, true);
}

async function svgOf(
  engine: Engine,
  state: State,
  { forming, card, title, ...given }: Asked,
): Promise<string> {
  const [theme, width] = [checkTheme(given.theme), checkWidth(given.width)];
  if (title !== undefined && !card) throw new UsageError('--title is of --card');
  if (forming && card) throw new UsageError('--card is one picture: leave --forming out');
  if (forming) return drawForming(engine, state, theme, width);
  const shown = await shownBy(engine, state);
  const look = lookOf(theme, english);
  return card ? cardOf(shown, look, title) : figureOf(shown, look, width);
}

/** A file that ends in .png is made of pixels. */
async function write(path: string, svg: string): Promise<void> {
  const content = path.endsWith('.png') ? await pngOf(svg) : svg;
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw refused('out', path, 'written', error);
  }
}

export async function draw(engine: Engine, given: Given, print: Write): Promise<number> {
  const asked = given as unknown as Asked;
  const svg = await svgOf(engine, stateOf(given), asked);
  if (asked.out === undefined) await print(svg);
  else await write(asked.out, svg);
  return 0;
}
