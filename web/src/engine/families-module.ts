// The module of the other families of transformers: all of them, GPT-2 too; and what files of other formats
// want done on the page's side.
import { gzippedBase64 } from '#wasm/families-wasm.js';
import { work } from '#worker/families.js';
import type { CarriedFamilies } from './messages.ts';
import { complete, describeFile } from './whole-files.ts';

export const families: CarriedFamilies = { work, gzippedBase64, complete, describeFile };
