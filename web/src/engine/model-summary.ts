// What a description of a model comes to: the few numbers that a reader is told before it is opened.
import { InputError } from './errors.ts';
import { sourcesOf } from './open-model.ts';
import { isObject, parsed } from './safetensors.ts';
import type { FilesToOpen, ModelDescription } from './transformer.ts';

/** What is not known of it is undefined: opening it says what is missing. */
export interface ModelSummary {
  /** Of the file that has its weights, or of the first of them. */
  readonly name: string;
  readonly format: string;
  /** Its model_type: "llama". */
  readonly architecture: string | undefined;
  readonly layers: number | undefined;
  readonly heads: number | undefined;
  readonly keyValueHeads: number | undefined;
  readonly dModel: number | undefined;
  readonly context: number | undefined;
  /** How many numbers are in its tensors. */
  readonly numbers: number;
  /** Bytes once it is open: each number takes 4. */
  readonly memory: number;
  readonly metadata: ModelDescription['metadata'];
}

/** The memory of a module of wasm grows to 2 GiB; what is computed needs some of it. */
const mostMemory = 1.9e9; // bytes

/** The first of these that is a whole number. */
const whole = (config: Readonly<Record<string, unknown>>, ...names: readonly string[]) =>
  names.map((name) => config[name]).find((value): value is number => Number.isSafeInteger(value));

/** Of a model's files, which have been described. Throws InputError where the model would not fit. */
export function summaryOf(
  { format, config: json, tensors, metadata }: ModelDescription,
  { weights }: FilesToOpen,
): ModelSummary {
  const name = sourcesOf(weights)[0]?.name ?? '';
  const parsedConfig = parsed(json, 'config.json');
  const config = isObject(parsedConfig) ? parsedConfig : {};
  const count = (shape: Float64Array) => shape.reduce((product, extent) => product * extent, 1);
  const numbers = tensors.reduce((sum, { shape }) => sum + count(shape), 0);
  const memory = 4 * numbers;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  if (memory > mostMemory)
    throw new InputError(name, 'needs {} of memory once it is open; what fits here needs {} at the most', [
      megabytes(memory),
      megabytes(mostMemory),
    ]);
  const { model_type: architecture } = config;
  const heads = whole(config, 'num_attention_heads', 'n_head');
  return {
    name,
    format,
    architecture: typeof architecture === 'string' ? architecture : undefined,
    layers: whole(config, 'num_hidden_layers', 'n_layer'),
    heads,
    keyValueHeads: whole(config, 'num_key_value_heads') ?? heads,
    dModel: whole(config, 'hidden_size', 'n_embd'),
    context: whole(config, 'max_position_embeddings', 'n_positions'),
    numbers,
    memory,
    metadata,
  };
}
