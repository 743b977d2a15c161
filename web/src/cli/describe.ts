// `describe`: what is in a model's files: architecture, sizes, what they say of themselves, and every tensor.
import type { Engine, ModelDescription } from '../engine/index.ts';
import { parsed } from '../engine/safetensors.ts';
import { describeModel } from './model-files.ts';
import type { Given } from './options.ts';
import { columns } from './table.ts';
import type { Write } from './write.ts';

interface Asked {
  model: string;
  json?: boolean;
}

const grouped = (number: number) => number.toLocaleString('en');

const numbersIn = ({ tensors }: ModelDescription) =>
  tensors.reduce((sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1), 0);

/** "F32 (9), Q8_0 (36)" */
function dtypesOf({ tensors }: ModelDescription): string {
  const counts = new Map<string, number>();
  for (const { dtype } of tensors) counts.set(dtype, (counts.get(dtype) ?? 0) + 1);
  return Array.from(counts, ([dtype, count]) => `${dtype} (${count})`).join(', ');
}

/** The plain values of config.json. */
function settingsOf(config: object): string[][] {
  const isPlain = (value: unknown) => value !== null && typeof value !== 'object';
  return Object.entries(config).flatMap(([key, value]) => (isPlain(value) ? [[key, String(value)]] : []));
}

export async function describe(engine: Engine, given: Given, write: Write): Promise<number> {
  const { model, json } = given as unknown as Asked;
  const description = await describeModel(engine, 'model', model);
  const { format, metadata, tensors, bytes } = description;
  const config = parsed(description.config, 'config.json') as object;
  const shown = tensors.map(({ shape, ...tensor }) => ({ ...tensor, shape: Array.from(shape) }));
  if (json) {
    await write(`${JSON.stringify({ format, bytes, config, metadata, tensors: shown })}\n`);
    return 0;
  }
  const numbers = numbersIn(description);
  await write(`${format}, ${grouped(bytes)} bytes: ${grouped(numbers)} numbers in ${tensors.length} tensors
${dtypesOf(description)}; ${grouped(4 * numbers)} bytes of memory once it is open

${columns(settingsOf(config))}
`);
  if (metadata.length > 0)
    await write(`${columns(metadata.map(({ key, type, value }) => [key, type, value]))}\n`);
  await write(columns(shown.map(({ name, dtype, shape }) => [name, dtype, `[${shape.join(', ')}]`])));
  return 0;
}
