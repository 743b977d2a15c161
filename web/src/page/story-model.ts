// The model that ships, opened once for the page's first figure, the instrument and the chapters, at each step of its
// training that is looked at.
import type { Source } from '../element/models.ts';
import { transformerSource } from '../element/transformer-source.ts';
import { type Engine, loadEngine, type Model, type ModelConfig, type StoryAnswer } from '../engine/index.ts';
import type { Answers } from '../views/reading.ts';

/** By step; under undefined the trained one. */
const models = new Map<number | undefined, Promise<Model>>();

/** Rejects with InputError. */
export function storyModel(engine: Engine, step?: number): Promise<Model> {
  const opened = models.get(step);
  if (opened) return opened;
  const opening = engine.openStory({ step });
  models.set(step, opening);
  opening.catch(() => models.delete(step)); // to be asked for again
  return opening;
}

/** What must come after these words; undefined where they do not decide it. */
export async function answerAfter(
  engine: Engine,
  words: readonly string[],
): Promise<StoryAnswer | undefined> {
  const last = (await engine.understand(words)).at(-1);
  return last?.position === words.length ? last : undefined;
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

/** How the instrument reads with it. Its sizes are known once it is open. */
export function storySource(opening: string): Source {
  let config: ModelConfig | undefined;
  const about = { model: 'story', travels: 'in links', opening: () => opening } as const;
  return {
    ...about,
    get heads() {
      return config;
    },
    get context() {
      return config?.context;
    },
    async read(state, signal) {
      const engine = await loadEngine();
      const model = await storyModel(engine);
      config = model.info.config;
      const reading = await transformerSource(config, about, (work) => work(model)).read(state, signal);
      return { ...reading, answers: await answersIn(engine, reading.words, signal) };
    },
  };
}
