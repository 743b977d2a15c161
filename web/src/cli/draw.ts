// `draw`: a sentence with a model's attention as an SVG file, from the views that the page has.
import { writeFileSync } from 'node:fs';
import { drawable, figureOf } from '../element/figure-of.ts';
import { postSource } from '../element/post-source.ts';
import { checkShown } from '../element/shown.ts';
import { initialState, readState, type State } from '../element/state.ts';
import { transformerSource } from '../element/transformer-source.ts';
import type { Engine, Model } from '../engine/index.ts';
import { lookOf, type Theme, themes } from '../views/figure/look.ts';
import { english } from '../words/say.ts';
import { UsageError } from './arguments.ts';
import { openModel, refused, shipped } from './model-files.ts';
import { noteUnknown } from './note-unknown.ts';
import type { Given } from './options.ts';
import type { Write } from './write.ts';

const usualWidth = 720;
const [leastWidth, mostWidth] = [240, 4000];

interface Asked {
  model: string;
  prompt: string;
  theme?: string;
  width?: number | string;
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

async function readingOf(engine: Engine, state: State) {
  const { signal } = new AbortController();
  if (state.model === initialState.model) return postSource(() => undefined).read(state, signal);
  const model = await modelOf(engine, state);
  await noteUnknown(model, state.sentence);
  const about = { model, travels: 'nowhere' } as const;
  return transformerSource(model.info.config, about, (work) => work(model)).read(state, signal);
}

export async function draw(engine: Engine, given: Given, write: Write): Promise<number> {
  const { theme, width, out } = given as unknown as Asked;
  const [colours, room] = [checkTheme(theme), checkWidth(width)];
  const state = stateOf(given);
  const other = state.show.find((name) => !(drawable as readonly string[]).includes(name));
  if (other !== undefined)
    throw new UsageError(`--show must be some of ${drawable.join(', ')}, not ${JSON.stringify(other)}`);
  const shown = checkShown(await readingOf(engine, state), state, true);
  const svg = figureOf(shown, lookOf(colours, english), room);
  if (out === undefined) await write(svg);
  else {
    try {
      writeFileSync(out, svg);
    } catch (error) {
      throw refused('out', out, 'written', error);
    }
  }
  return 0;
}
