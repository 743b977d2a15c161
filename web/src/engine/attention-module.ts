// The module of the post's model.
import { gzippedBase64 } from '#wasm/attention-wasm.js';
import { work } from '#worker/attention.js';
import type { CarriedModule } from './core.ts';

export const attentionModule: CarriedModule = { work, gzippedBase64 };
