// `inspect`: one activation of a model on a prompt, or the loss's gradient with respect to it, as JSON.
import type { Engine, Intervention, ModelConfig } from '../engine/index.ts';
import { toTokens } from '../engine/model.ts';
import { UsageError } from './arguments.ts';
import { openModel } from './model-files.ts';
import { noteUnknown } from './note-unknown.ts';
import type { Given } from './options.ts';
import type { Write } from './write.ts';

/** "0.1": head 1 of layer 0 */
function toAblation(text: string, { layers, heads }: ModelConfig): Intervention {
  const [, layer = Infinity, head = Infinity] = /^(\d+)\.(\d+)$/.exec(text)?.map(Number) ?? [];
  if (layer >= layers || head >= heads) {
    const range = `from 0.0 to ${layers - 1}.${heads - 1}`;
    throw new UsageError(`--ablate must be layer.head, ${range}, not ${JSON.stringify(text)}`);
  }
  return { kind: 'head', layer, head, to: 'zero' };
}

const piece = 10_000; // numbers in a string: all those of a large activation would not fit into one

interface Asked {
  model: string;
  prompt: string;
  activation: string;
  gradient?: boolean;
  ablate?: string[];
}

export async function inspect(engine: Engine, given: Given, write: Write): Promise<number> {
  const { model: folder, prompt, activation: name, gradient, ablate = [] } = given as unknown as Asked;
  const model = await openModel(engine, 'model', folder);
  await noteUnknown(model, prompt);
  const interventions = ablate.map((text) => toAblation(text, model.info.config));
  const { activations, gradients, ...prompted } = await model.inspect({
    prompt,
    interventions,
    [gradient ? 'gradients' : 'activations']: [name],
  });
  const tensor = (gradient ? gradients : activations)[name];
  if (!tensor) throw new UsageError(`--activation must name one activation, not ${JSON.stringify(name)}`);
  const { shape, data } = tensor;
  await write(`${JSON.stringify({ name, tokens: toTokens(prompted), shape }).slice(0, -1)},"data":[`);
  for (let begin = 0; begin < data.length; begin += piece) {
    // JSON has no infinity: scores that the mask hides are null.
    const numbers = JSON.stringify(Array.from(data.subarray(begin, begin + piece))).slice(1, -1);
    await write(begin === 0 ? numbers : `,${numbers}`);
  }
  await write(']}\n');
  return 0;
}
