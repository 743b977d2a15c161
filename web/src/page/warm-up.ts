// Imported first: the worker and the wasm start while the rest of the script is still being read.
import { loadEngine } from '../engine/index.ts';

loadEngine();
