// Checkpoints on disk and at addresses. As folders: config.json, tokenizer.json, model.safetensors and, while training,
// what it needs to go on; or the model as one file.
import {
  existsSync,
  mkdirSync,
  openAsBlob,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  type Engine,
  InputError,
  inOneFile,
  type Model,
  type ModelDescription,
  type ModelFiles,
  type ModelToOpen,
  type TrainingInfo,
} from '../engine/index.ts';
import { isVocabulary, readModelFolder, textOf } from '../engine/model-folder.ts';
import { UsageError } from './arguments.ts';

const stateName = 'training.safetensors';
/** In the order in which they are written. */
const names = ['config.json', 'tokenizer.json', 'model.safetensors', stateName] as const;
const unfinished = (name: string) => `${name}.new`;
const filesOf = (folder: string, name: string) => [join(folder, name), join(folder, unfinished(name))];

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of it is no folder',
  EEXIST: 'it is a file',
  EACCES: 'reading or writing it is not allowed',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GB',
};

/** A failed file operation as one line: which argument, which path, why. */
export function refused(option: string, path: string, action: string, error: unknown): UsageError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new UsageError(
    `--${option} ${JSON.stringify(path)} cannot be ${action}: ${reasons[code] ?? message}`,
  );
}

function readBytes(option: string, path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw refused(option, path, 'read', error);
  }
}

/** What the core, or the engine, says of a file, said of the option that names it. */
async function about<Value>(option: string, path: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof InputError) || error.argument === option) throw error; // it names the option already
    throw new UsageError(`--${option} ${JSON.stringify(path)}: ${error.message}`);
  }
}

/** Of which only what is wanted is read. */
async function openFile(option: string, path: string, name: string): Promise<File> {
  try {
    if (!statSync(path).isFile()) throw Object.assign(new Error(), { code: 'EISDIR' });
    return new File([await openAsBlob(path)], name);
  } catch (error) {
    throw refused(option, path, 'read', error);
  }
}

const mostText = 2 ** 29 - 24; // characters: no text of JavaScript's is longer

export async function readText(option: string, path: string): Promise<string> {
  const file = await openFile(option, path, path);
  try {
    return await textOf(file, `--${option} ${JSON.stringify(path)}`, mostText);
  } catch (error) {
    throw error instanceof InputError ? new UsageError(error.message) : error;
  }
}

/** With the folders above it. (Below /proc, mkdirSync with `recursive` never returns.) */
function makeFolder(option: string, path: string): void {
  try {
    const missing = [];
    for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
    for (const folder of missing) mkdirSync(folder);
  } catch (error) {
    throw refused(option, path, 'made', error);
  }
}

/** Whether a model is written there as one file. */
export const isOneFile = (path: string) => path.endsWith('.safetensors');

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();

/** Refuses a folder or file that could not be replaced: before the training, not after it. */
export function checkPlace(option: string, place: string): void {
  const paths = isOneFile(place) ? [place, unfinished(place)] : names.flatMap((name) => filesOf(place, name));
  if (!isOneFile(place) && existsSync(place) && !isFolder(place))
    throw refused(option, place, 'written to', { code: 'EEXIST' });
  for (const path of paths) {
    if (isFolder(path)) throw refused(option, path, 'written', { code: 'EISDIR' });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // what is wrong with it, the first file that is wanted tells
  }
}

/** The name of the model that ships. A folder of that name is ./story. */
export const shipped = 'story';

const isAddress = (path: string) => /^[a-z]+:\/\//i.test(path);

/** The files in a folder; one file, with a vocabulary beside it where it has none; or the address. */
async function filesAt(option: string, path: string): Promise<ModelToOpen> {
  if (isAddress(path)) return path;
  const isFile = existsSync(path) && !isFolder(path);
  if (isFile && !path.endsWith('.bin')) return openFile(option, path, basename(path));
  const folder = isFile ? dirname(path) : path;
  const names = isFile ? [basename(path), ...namesIn(folder).filter(isVocabulary)] : namesIn(folder);
  return readModelFolder({ names, open: (name) => openFile(option, join(folder, name), name) });
}

/**
 * Opens the checkpoint in a folder, in one file or at an address, or the one that ships. Where the core refuses it, the
 * message names it.
 */
export async function openModel(engine: Engine, option: string, path: string): Promise<Model> {
  if (path === shipped) return engine.openStory();
  const model = await about(option, path, async () => engine.openModel(await filesAt(option, path)));
  const { passedOver } = model.info;
  if (passedOver.length > 0) process.stderr.write(`passed over: ${passedOver.join(', ')}\n`);
  return model;
}

/** What the files say, without opening them. */
export const describeModel = (engine: Engine, option: string, path: string): Promise<ModelDescription> =>
  about(option, path, async () => engine.describeModel(await filesAt(option, path)));

/** Goes on with the training whose state is in the folder. */
export async function resumeTraining(
  model: Model,
  text: string,
  option: string,
  folder: string,
): Promise<TrainingInfo> {
  const path = join(folder, stateName);
  const state = new Uint8Array(readBytes(option, path));
  return about(option, path, () => model.resumeTraining(text, state));
}

function rename(folder: string, names: readonly string[]): void {
  for (const name of names) renameSync(join(folder, unfinished(name)), join(folder, name));
}

/**
 * Writes files into a folder, a new one if need be. All get another name first, and their own once they are all there,
 * so that none is ever half written.
 */
function writeFolder(
  contents: readonly (readonly [string, string | Uint8Array])[],
  option: string,
  folder: string,
): void {
  const names = contents.map(([name]) => name);
  makeFolder(option, folder);
  try {
    for (const [name, content] of contents) writeFileSync(join(folder, unfinished(name)), content);
  } catch (error) {
    for (const name of names) rmSync(join(folder, unfinished(name)), { force: true });
    throw refused(option, folder, 'written to', error);
  }
  try {
    rename(folder, names);
  } catch (error) {
    throw refused(option, folder, 'written to', error);
  }
}

const contentsOf = ({ config, tokenizer, weights }: ModelFiles) =>
  [
    ['config.json', config],
    ['tokenizer.json', tokenizer],
    ['model.safetensors', weights],
  ] as const;

/** Writes the checkpoint with what its training needs to go on. */
async function saveFolder(model: Model, option: string, folder: string): Promise<void> {
  const state = [stateName, await model.saveTraining()] as const;
  writeFolder([...contentsOf(await model.save()), state], option, folder);
}

/** Writes a model as one file, under another name until it is whole. */
async function saveFile(files: ModelFiles, option: string, path: string): Promise<void> {
  const parts = await inOneFile(files);
  makeFolder(option, dirname(path));
  const flags = ['w', 'a'] as const;
  try {
    for (const [i, part] of parts.entries())
      writeFileSync(unfinished(path), part, { flag: flags[Math.min(i, 1)] as string });
    renameSync(unfinished(path), path);
  } catch (error) {
    rmSync(unfinished(path), { force: true });
    throw refused(option, path, 'written', error);
  }
}

/** Writes a model's files to where --out says, as one file or as a folder. */
export async function saveFiles(files: ModelFiles, option: string, place: string): Promise<void> {
  if (isOneFile(place)) await saveFile(files, option, place);
  else writeFolder(contentsOf(files), option, place);
}

/** Writes the model to where --out says, as one file or as a folder with what its training needs to go on. */
export async function saveModel(model: Model, option: string, place: string): Promise<void> {
  if (isOneFile(place)) await saveFile(await model.save(), option, place);
  else await saveFolder(model, option, place);
}

/** Ends what saveFolder has begun, where the program stopped while it renamed files: they were all written by then. */
export function finishSaving(option: string, folder: string): void {
  const left = names.filter((name) => existsSync(join(folder, unfinished(name))));
  if (left.includes(names[0])) return; // nothing was renamed yet, and the files may not be whole
  try {
    rename(folder, left);
  } catch (error) {
    throw refused(option, folder, 'written to', error);
  }
}
