// What is wanted of models' files before the core has them: to find, fetch, make whole and describe them, and to put a
// model into one file. It comes when a model is first opened or saved.
import { fetchModel } from './model-address.ts';
import { readModelFolder, textOf } from './model-folder.ts';
import { summaryOf } from './model-summary.ts';
import { filesOf, isAddress } from './model-to-open.ts';
import { inOneFile } from './one-file.ts';
import { complete, describeModel } from './whole-files.ts';

export const files = {
  ...{ filesOf, isAddress, complete, describeModel, summaryOf, readModelFolder, fetchModel, inOneFile },
  ...{ textOf },
};
