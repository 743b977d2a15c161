// The model that ships as a source of readings: stories, of which it is known what decides each next word.
import { type Engine, loadEngine, type Model, type ModelConfig } from '../engine/index.ts';
import type { Answers } from '../views/reading.ts';
import { storyHead, storyName, storySentence } from './first-story.ts';
import type { Source } from './models.ts';
import { hold } from './open-models.ts';
import type { State } from './state.ts';
import { transformerSource } from './transformer-source.ts';

/** After so many steps of its training; undefined: the trained one. Rejects with InputError. */
export function storyModel(holder: object, step?: State['step']): Promise<Model> {
  const named = step === undefined ? storyName : `${storyName} ${step}`;
  return hold(named, holder, (engine) => engine.openStory({ step: step as number | undefined }));
}

/** What must come after each of these words, where they decide it. */
async function answersIn(engine: Engine, words: readonly string[], signal: AbortSignal): Promise<Answers> {
  // A last word that is wrong leaves its sentence without meaning: those before it are asked as well.
  const asked = [words.slice(0, -1), words].map((some) => engine.understand(some, { signal }));
  const found = (await Promise.all(asked)).flat();
  return new Map(
    found.map(({ position, word, antecedents }) => [
      position - 1,
      { word, antecedents: Array.from(antecedents) },
    ]),
  );
}

/** Its sizes are known once it is open. */
export function storySource(holder: object): Source {
  let config: ModelConfig | undefined;
  const about = {
    model: storyName,
    travels: 'everywhere',
    opening: () => storySentence,
    openingHead: storyHead,
  } as const;
  return {
    ...about,
    get heads() {
      return config;
    },
    get context() {
      return config?.context;
    },
    steps: async () => (await loadEngine()).storySteps(),
    async read(state, signal) {
      const model = await storyModel(holder, state.step);
      const engine = await loadEngine();
      config = model.info.config;
      const reading = await transformerSource(config, about, (work) => work(model)).read(state, signal);
      return { ...reading, answers: await answersIn(engine, reading.words, signal) };
    },
  };
}
