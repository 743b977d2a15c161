// What is wanted of models' files before the core has them: to find, fetch, make whole and describe them, and to put a
// model into one file. It comes when a model is first opened or saved.
import { fetchModel, mostModel } from './model-address.ts';
import { checkSize, readModelFolder, textOf } from './model-folder.ts';
import { filesOf } from './model-to-open.ts';
import { inOneFile } from './one-file.ts';
import { complete, describeModel } from './whole-files.ts';

export const files = {
  ...{ filesOf, complete, describeModel, readModelFolder, fetchModel, inOneFile },
  ...{ checkSize, textOf, mostModel },
};
