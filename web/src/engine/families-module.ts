// The module of the other families of transformers: all of them, GPT-2 too.
import { gzippedBase64 } from '#wasm/families-wasm.js';
import { work } from '#worker/families.js';
import type { CarriedModule } from './messages.ts';

export const families: CarriedModule = { work, gzippedBase64 };
