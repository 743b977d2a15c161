// What a trained model is to the instrument at the top of the page.
import type { HeadReading, Source } from '../../../element/source.ts';
import { everyPattern, headReading, patternsOf } from '../../head-reading.ts';
import type { Trained } from './trained.ts';

/** The prompt that sampled tokens make longer. */
function promptOf(trained: Trained, sentence: string, sampled: readonly string[]): string {
  return [sentence, ...sampled].join(trained.model.info.tokenizer === 'words' ? ' ' : '');
}

/** Reads with the weights as they are now, or as they were at a snapshot. */
export function sourceOf(trained: Trained, at: number | undefined, openingSentence: () => string): Source {
  const { layers, heads } = trained.model.info.config;
  return {
    layers,
    heads,
    get sentence() {
      return openingSentence();
    },
    read: ({ sentence, sampled, seed, layer, head }, signal) =>
      trained.at(at, signal, async (model) => {
        const prompt = promptOf(trained, sentence, sampled);
        const name = { layer, head };
        const drawn = drawSeed(seed, sampled.length);
        const options = { prompt, activations: [everyPattern], head: name, seed: drawn };
        const inspection = await model.inspect(options, { signal });
        const patterns = patternsOf(inspection);
        return headReading(inspection, name, patterns, await model.vocabulary()) as HeadReading;
      }),
  };
}

/** Each token has a draw of its own. */
function drawSeed(seed: number | string, sampled: number): number | string {
  return typeof seed === 'number' ? (seed + sampled) % 2 ** 32 : seed;
}
