// The module of transformers.
import { gzippedBase64 } from '#wasm/transformer-wasm.js';
import { work } from '#worker/transformer.js';
import type { CarriedModule } from './messages.ts';

export const transformer: CarriedModule = { work, gzippedBase64 };
