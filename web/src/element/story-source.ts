// The model that ships as a source of readings: stories, of which it is known what decides each next word.
import { loadEngine, type Model, type ModelConfig } from '../engine/index.ts';
import type { Source } from './models.ts';
import { hold } from './open-models.ts';
import type { State } from './state.ts';
import { transformerSource } from './transformer-source.ts';

/** The name of the model that has learned stories. */
export const storyName = 'story';

/** In the story world's words: the gap can only be filled by looking back. */
export const storySentence =
  'anna put the key in the drawer . ben hid the coin in the box . where is the key ? in the';

/** The head that looks back at what decides. */
export const storyHead = { layer: 1, head: 1 };

/** After so many steps of its training; undefined: the trained one. Rejects with InputError. */
export function storyModel(holder: object, step?: State['step']): Promise<Model> {
  const named = step === undefined ? storyName : `${storyName} ${step}`;
  return hold(named, holder, (engine) => engine.openStory({ step: step as number | undefined }));
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
      const answers = await engine.understand(reading.words, { signal });
      const decides = answers.map(
        ({ position, antecedents }) => [position - 1, Array.from(antecedents)] as const,
      );
      return { ...reading, decides: new Map(decides) };
    },
  };
}
