// How a model was trained here, by which it can be trained again, to the same bits by the same engine; and what that
// came to.
import { toNumberOrText } from '../engine/input.ts';
import type { Choices, PresetName } from './presets.ts';
import type { Run } from './run.ts';
import { type Settings, sizes } from './settings.ts';

export interface Recipe {
  /** Whose text it is; undefined: the reader's own. */
  readonly preset: PresetName | undefined;
  readonly choices: Readonly<Choices>;
  /** What samples go on from. */
  readonly prompt: string;
}

/** What a run came to: by this another one is known to be the same, or nearly. */
export interface Outcome {
  /** How many steps were done, which may be fewer than there were to be. */
  readonly step: number;
  /** On what is held out; where nothing is, in the last step. */
  readonly loss: number;
  /** Of all weights, bit for bit. */
  readonly sum: string;
}

export function settingsOf({ choices, prompt }: Recipe): Settings {
  const { text, architecture, size: name, tokenizer, start } = choices;
  const { steps: _, ...size } = sizes[name];
  const [steps, batch, learningRate, weightDecay, seed] = (
    ['steps', 'batch', 'rate', 'decay', 'seed'] as const
  ).map((name) => toNumberOrText(choices[name])) as [number, number, number, number, number];
  const training = { steps, batch, learningRate, weightDecay, seed };
  return { text, prompt, architecture, size, tokenizer, init: start, ...training };
}

/** FNV-1a over 32 bits at a time. */
function checksum(weights: Float32Array): string {
  const bits = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
  const sum = bits.reduce((sum, word) => Math.imul(sum ^ word, 0x01000193), 0x811c9dc5);
  return (sum >>> 0).toString(16).padStart(8, '0');
}

/** Of a run that has come to its end; undefined while it has not. */
export function outcomeOf({ phase, step, snapshots, losses }: Run): Outcome | undefined {
  const last = snapshots.at(-1);
  if (phase !== 'finished' || last?.step !== step) return undefined;
  const loss = Number.isNaN(last.heldOut) ? (losses.at(-1) ?? Number.NaN) : last.heldOut;
  return { step, loss, sum: checksum(last.weights) };
}
