// Checkpoints as folders: config.json, tokenizer.json, model.safetensors and, while training, what it needs to go on.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Engine, InputError, type Model } from '../engine/index.ts';
import { UsageError } from './arguments.ts';

const stateName = 'training.safetensors';

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of it is no folder',
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

export function makeFolder(option: string, path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw refused(option, path, 'made', error);
  }
}

/** Opens the checkpoint in a folder; what the core refuses is said with the folder's name. */
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

export const readState = (option: string, folder: string) =>
  new Uint8Array(readBytes(option, join(folder, stateName)));

/** Writes the checkpoint; nobody ever sees half of a file. */
export async function saveFolder(model: Model, option: string, folder: string): Promise<void> {
  const { config, tokenizer, weights } = await model.save();
  const files: [string, string | Uint8Array][] = [
    ['config.json', config],
    ['tokenizer.json', tokenizer],
    ['model.safetensors', weights],
    [stateName, await model.saveTraining()],
  ];
  const path = (name: string) => join(folder, name);
  try {
    for (const [name, content] of files) writeFileSync(path(`${name}.new`), content);
    for (const [name] of files) renameSync(path(`${name}.new`), path(name));
  } catch (error) {
    throw refused(option, folder, 'written to', error);
  }
}
