// A model in one file: model.safetensors, whose header has the model's other files in its __metadata__, each under its
// own name. Readers of the format that know nothing of that find the tensors as ever.
import { type Source, sourceOf } from './bytes.ts';
import { InputError } from './errors.ts';
import { isObject, readHeader, writeHeader } from './safetensors.ts';
import type { FilesToOpen, ModelFiles } from './transformer.ts';

/** Their names, and those that FilesToOpen has for them. */
const carried = {
  'config.json': 'config',
  'tokenizer.json': 'tokenizer',
  'generation_config.json': 'generationConfig',
} as const satisfies Record<string, keyof FilesToOpen>;

const shown = (value: unknown) => ({ quoted: JSON.stringify(value) });

/** The texts of the files that this one carries, by their names. Rejects with InputError. */
export async function carriedIn(source: Source): Promise<ReadonlyMap<string, string>> {
  const { __metadata__: metadata = {} } = (await readHeader(source)).header;
  const place = `${source.name}: __metadata__`;
  if (!isObject(metadata))
    throw new InputError(place, 'must be an object of texts, not {}', [shown(metadata)]);
  const texts = Object.keys(carried).flatMap((name) => {
    const text = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
    if (text === undefined) return [];
    if (typeof text === 'string') return [[name, text] as const];
    throw new InputError(place, 'must have the text of {}, not {}', [name, shown(text)]);
  });
  return new Map(texts);
}

/**
 * The parts of one file that is the whole model: for `new Blob(parts)`, or to be written one after the other. The last
 * of them, the tensors, is a view of `files.weights`. Rejects with InputError.
 */
export async function inOneFile(
  files: ModelFiles & { readonly generationConfig?: string },
): Promise<Uint8Array<ArrayBuffer>[]> {
  const weights = files.weights as Uint8Array<ArrayBuffer>;
  const { header, dataBegin } = await readHeader(sourceOf(weights, 'model.safetensors'));
  const texts = Object.entries(carried).flatMap(([name, field]) =>
    files[field] === undefined ? [] : [[name, files[field]]],
  );
  const { __metadata__: metadata, ...tensors } = header;
  const all = { ...(metadata as object), format: 'pt', ...Object.fromEntries(texts) };
  return [writeHeader({ __metadata__: all, ...tensors }), weights.subarray(dataBegin)];
}
