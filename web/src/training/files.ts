// What a reader has dropped or picked: a text, or a model's files.
import { type FilesToOpen, InputError } from '../engine/index.ts';
import { loadPart } from '../engine/load-part.ts';

export const modelNames = ['config.json', 'model.safetensors', 'tokenizer.json'] as const;
const mostText = 2e6; // bytes; more would not be learned here in anybody's time

export type Dropped = { kind: 'text'; text: string } | { kind: 'model'; files: FilesToOpen };

const isModelFile = ({ name }: File) => /\.(json|safetensors|bin|pt|pth|ckpt|gguf|model)$/.test(name);

/** A name as it was saved: browsers number what they save under a name that is taken. */
const savedName = ({ name }: File) => name.replace(/ ?\(\d+\)(?=\.\w+$)/, '');

async function readModel(files: readonly File[]): Promise<FilesToOpen> {
  const { readModelFolder } = await loadPart('files');
  const names = files.map(savedName);
  const open = async (name: string) => {
    const file = files[names.indexOf(name)];
    if (file) return file;
    const given = files.map(({ name }) => `“${name}”`).join(', ');
    throw new InputError(
      '',
      'A model is one file that holds all of it, or three together: {}. {} is not in {}',
      [modelNames.join(', '), name, given],
    );
  };
  return readModelFolder({ names, open });
}

/** What the reader has dropped or picked. Rejects with InputError. */
export async function readFiles(list: Iterable<File>): Promise<Dropped> {
  const files = [...list].filter(({ webkitRelativePath }) => !/\/.*\//.test(webkitRelativePath)); // in no inner folder
  const [first] = files;
  if (!first) throw new InputError('', 'There is no file in what was dropped');
  if (files.some(isModelFile)) return { kind: 'model', files: await readModel(files) };
  const { textOf } = await loadPart('files');
  return { kind: 'text', text: await textOf(first, `“${first.name}”`, mostText) };
}
