// `inspect`: one activation of a model on a prompt, or the loss's gradient with respect to it, as JSON.
import type { Engine, Intervention, ModelConfig } from '../engine/index.ts';
import { toTokens } from '../engine/model.ts';
import { type Kind, UsageError } from './arguments.ts';
import { openFolder } from './model-files.ts';

export const inspectKinds: Record<string, Kind> = {
  model: 'text',
  prompt: 'text',
  activation: 'text',
  gradient: 'flag',
  ablate: 'texts',
  json: 'flag',
};

/** "0.1": head 1 of layer 0 */
function toAblation(text: string, { layers, heads }: ModelConfig): Intervention {
  const [, layer = Infinity, head = Infinity] = /^(\d+)\.(\d+)$/.exec(text)?.map(Number) ?? [];
  if (layer >= layers || head >= heads) {
    const range = `from 0.0 to ${layers - 1}.${heads - 1}`;
    throw new UsageError(`--ablate must be layer.head, ${range}, not ${JSON.stringify(text)}`);
  }
  return { kind: 'head', layer, head, to: 'zero' };
}

export async function inspect(engine: Engine, options: Record<string, unknown>): Promise<string> {
  const {
    model: folder,
    prompt,
    activation: name,
    gradient,
    ablate = [],
    json,
  } = options as {
    model?: string;
    prompt?: string;
    activation?: string;
    gradient?: boolean;
    ablate?: string[];
    json?: boolean;
  };
  if (folder === undefined) throw new UsageError('--model must name the folder of a model');
  if (prompt === undefined) throw new UsageError('--prompt must be followed by a text');
  if (name === undefined)
    throw new UsageError('--activation must name an activation, such as blocks.0.attn.hook_pattern');
  if (!json) throw new UsageError('--json must be given: there is no other form yet');
  const model = await openFolder(engine, 'model', folder);
  const interventions = ablate.map((text) => toAblation(text, model.info.config));
  const { activations, gradients, ...prompted } = await model.inspect({
    prompt,
    interventions,
    [gradient ? 'gradients' : 'activations']: [name],
  });
  const tensor = (gradient ? gradients : activations)[name];
  if (!tensor) throw new UsageError(`--activation must name one activation, not ${JSON.stringify(name)}`);
  // JSON has no infinity: scores that the mask hides are null.
  return `${JSON.stringify({ name, tokens: toTokens(prompted), shape: tensor.shape, data: Array.from(tensor.data) })}\n`;
}
