// What a reader has dropped or picked: a text, or a model's three files.
import { type FilesToOpen, InputError } from '../engine/index.ts';

export const modelNames = ['config.json', 'model.safetensors', 'tokenizer.json'] as const;
const mostText = 2e6; // bytes; more would not be learned here in anybody's time
const mostModel = 600e6; // GPT-2 with 124 million parameters has 548 MB

export type Dropped = { kind: 'text'; text: string } | { kind: 'model'; files: FilesToOpen };

const isModelFile = ({ name }: File) => /\.(json|safetensors)$/.test(name);

/** A name as it was saved: browsers number what they save under a name that is taken. */
const savedName = ({ name }: File) => name.replace(/ ?\(\d+\)(?=\.\w+$)/, '');

function checkSize({ name, size }: File, most: number): void {
  if (size <= most) return;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  throw new InputError(`“${name}”`, 'has {}; more than {} do not fit here', [
    megabytes(size),
    megabytes(most),
  ]);
}

async function readText(file: File): Promise<string> {
  checkSize(file, mostText);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new InputError(`“${file.name}”`, 'is not a text in UTF-8');
  }
}

async function readModel(files: readonly File[]): Promise<FilesToOpen> {
  const [config, weights, tokenizer] = modelNames.map((wanted) => {
    const kind = wanted.slice(wanted.lastIndexOf('.'));
    const file =
      files.find((file) => savedName(file) === wanted) ??
      files.find(({ name }) => kind === '.safetensors' && name.endsWith(kind));
    if (!file) {
      const given = files.map(({ name }) => `“${name}”`).join(', ');
      throw new InputError('', 'A model is three files together: {}. {} is not among {}', [
        modelNames.join(', '),
        wanted,
        given,
      ]);
    }
    checkSize(file, mostModel);
    return file;
  }) as [File, File, File];
  return { config: await config.text(), tokenizer: await tokenizer.text(), weights };
}

/** What the reader has dropped or picked. Rejects with InputError. */
export async function readFiles(list: Iterable<File>): Promise<Dropped> {
  const files = [...list];
  const [first] = files;
  if (!first) throw new InputError('', 'There is no file in what was dropped');
  if (files.some(isModelFile)) return { kind: 'model', files: await readModel(files) };
  return { kind: 'text', text: await readText(first) };
}
