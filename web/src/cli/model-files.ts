// Checkpoints as folders: config.json, tokenizer.json, model.safetensors and, while training, what it needs to go on.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Engine, InputError, type Model, type TrainingInfo } from '../engine/index.ts';
import { UsageError } from './arguments.ts';

const stateName = 'training.safetensors';
/** In the order in which they are written. */
const names = ['config.json', 'tokenizer.json', 'model.safetensors', stateName] as const;
const unfinished = (name: string) => `${name}.new`;

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of it is no folder',
  EEXIST: 'it is a file',
  EACCES: 'reading or writing it is not allowed',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GB',
};

/** A failed file operation as one line: which argument, which path, why. */
function refused(option: string, path: string, action: string, error: unknown): UsageError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new UsageError(
    `--${option} ${JSON.stringify(path)} cannot be ${action}: ${reasons[code] ?? message}`,
  );
}

export function readBytes(option: string, path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw refused(option, path, 'read', error);
  }
}

export function readText(option: string, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readBytes(option, path));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--${option} ${JSON.stringify(path)} must be text in UTF-8`);
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

/** Refuses a folder whose files could not be replaced: before the training, not after it. */
export function checkFolder(option: string, folder: string): void {
  const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory();
  if (!existsSync(folder)) return;
  if (!isFolder(folder)) throw refused(option, folder, 'written to', { code: 'EEXIST' });
  for (const name of names.flatMap((name) => [name, unfinished(name)])) {
    const path = join(folder, name);
    if (isFolder(path)) throw refused(option, path, 'written', { code: 'EISDIR' });
  }
}

/** Opens the checkpoint in a folder. Where the core refuses it, the message names the folder. */
export async function openFolder(engine: Engine, option: string, folder: string): Promise<Model> {
  const files = {
    config: readText(option, join(folder, 'config.json')),
    tokenizer: readText(option, join(folder, 'tokenizer.json')),
    weights: new Uint8Array(readBytes(option, join(folder, 'model.safetensors'))),
  };
  try {
    return await engine.openModel(files);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new UsageError(`--${option} ${JSON.stringify(folder)}: ${error.message}`);
  }
}

/** Goes on with the training whose state is in the folder. */
export async function resumeTraining(
  model: Model,
  text: string,
  option: string,
  folder: string,
): Promise<TrainingInfo> {
  const path = join(folder, stateName);
  const state = new Uint8Array(readBytes(option, path));
  try {
    return await model.resumeTraining(text, state);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new UsageError(`--${option} ${JSON.stringify(path)}: ${error.message}`);
  }
}

function rename(folder: string, names: readonly string[]): void {
  for (const name of names) renameSync(join(folder, unfinished(name)), join(folder, name));
}

/**
 * Writes the checkpoint, into a new folder if need be. All files get another name first, and their own once they are
 * all there, so that none is ever half written.
 */
export async function saveFolder(model: Model, option: string, folder: string): Promise<void> {
  const { config, tokenizer, weights } = await model.save();
  const contents = [config, tokenizer, weights, await model.saveTraining()];
  makeFolder(option, folder);
  try {
    for (const [i, name] of names.entries())
      writeFileSync(join(folder, unfinished(name)), contents[i] as string | Uint8Array);
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
