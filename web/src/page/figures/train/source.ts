// What a trained model is to the instrument at the top of the page.
import type { Source } from '../../../element/source.ts';
import type { Engine } from '../../../engine/index.ts';
import { headActivations, headReading } from '../../head-reading.ts';
import type { Trained } from './trained.ts';

/** The prompt that sampled tokens make longer. */
function promptOf(trained: Trained, sentence: string, sampled: readonly string[]): string {
  return [sentence, ...sampled].join(trained.model.info.tokenizer === 'words' ? ' ' : '');
}

/** Reads with the weights as they are now, or as they were at a snapshot. */
export function sourceOf(
  engine: Engine,
  trained: Trained,
  at: number | undefined,
  openingSentence: () => string,
): Source {
  const { layers, heads } = trained.model.info.config;
  return {
    layers,
    heads,
    get sentence() {
      return openingSentence();
    },
    read: ({ sentence, sampled, seed, ...name }, signal) =>
      trained.at(at, signal, async (model) => {
        const prompt = promptOf(trained, sentence, sampled);
        const activations = [...headActivations(name), 'logits'];
        const inspection = await model.inspect({ prompt, activations }, { signal });
        const next = await model.nextToken({ prompt, seed: drawSeed(seed, sampled.length) }, { signal });
        return headReading(engine, inspection, name, await model.vocabulary(), next);
      }),
  };
}

/** Each token has a draw of its own. */
function drawSeed(seed: number | string, sampled: number): number | string {
  return typeof seed === 'number' ? (seed + sampled) % 2 ** 32 : seed;
}
