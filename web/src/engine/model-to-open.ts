// What engine.openModel takes, and the files that it comes to.
import { type DownloadOptions, fetchModel } from './model-address.ts';
import { readOneFile } from './model-folder.ts';
import type { RequestOptions } from './queue.ts';
import type { FileBytes, FilesToOpen } from './transformer.ts';

/** The files of a model; the one file that has them all; or the address of that file or, ending in "/", of a folder. */
export type ModelToOpen = FilesToOpen | FileBytes | string | URL;

export type OpenOptions = RequestOptions & DownloadOptions;

export const isAddress = (given: unknown): given is string | URL =>
  typeof given === 'string' || Object.prototype.toString.call(given) === '[object URL]';

const areFiles = (given: object): given is FilesToOpen => 'config' in given || 'weights' in given;

/** Rejects with InputError, or with the signal's reason. */
export async function filesOf(given: ModelToOpen, options: OpenOptions): Promise<FilesToOpen> {
  if (isAddress(given)) return fetchModel(given, options);
  return areFiles(Object(given)) ? (given as FilesToOpen) : readOneFile(given as FileBytes);
}
