// The module of the post's model.
import { gzippedBase64 } from '#wasm/post-wasm.js';
import { work } from '#worker/post.js';
import type { CarriedModule } from './messages.ts';

export const post: CarriedModule = { work, gzippedBase64 };
