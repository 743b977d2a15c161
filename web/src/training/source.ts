// What a trained model is to the instrument at the top of the page.
import type { HeadReading, Source } from '../element/source.ts';
import type { Model, Prompt } from '../engine/index.ts';
import { everyPattern, headReading, patternsOf } from '../page/head-reading.ts';
import type { Run } from './run.ts';

/** Reads with the weights as they are now, or as they were at a snapshot. */
export function sourceOf(run: Run, at: number | undefined, openingSentence: () => string): Source {
  const { context, layers, heads } = run.model.info.config;
  return {
    model: run,
    context,
    layers,
    heads,
    get sentence() {
      return openingSentence();
    },
    read: ({ sentence, sampled, seed, layer, head }, signal) =>
      run.at(at, signal, async (model) => {
        const prompt = await promptOf(model, sentence, sampled, signal);
        const name = { layer, head };
        const drawn = drawSeed(seed, sampled.length);
        const options = { prompt, activations: [everyPattern], head: name, seed: drawn };
        const inspection = await model.inspect(options, { signal });
        const patterns = patternsOf(inspection);
        return headReading(inspection, name, patterns, await model.vocabulary()) as HeadReading;
      }),
  };
}

/** The sentence, and the tokens that were sampled after it: as text they might be cut into others. */
async function promptOf(
  model: Model,
  sentence: string,
  sampled: readonly string[],
  signal: AbortSignal,
): Promise<Prompt> {
  if (sampled.length === 0) return sentence;
  const tokens = await model.tokenize(sentence, { signal });
  return [...tokens.map(({ id }) => id), ...sampled.map(Number)];
}

/** Each token has a draw of its own. */
function drawSeed(seed: number | string, sampled: number): number | string {
  return typeof seed === 'number' ? (seed + sampled) % 2 ** 32 : seed;
}
