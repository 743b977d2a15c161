// The module of the story world.
import { gzippedBase64 } from '#wasm/stories-wasm.js';
import { work } from '#worker/stories.js';
import type { CarriedModule } from './messages.ts';

export const stories: CarriedModule = { work, gzippedBase64 };
