// Imported first: the worker, the wasm and the model of the first screen start while the rest of the script is still
// being read.
import { loadEngine } from '../engine/index.ts';
import { storyModel } from './story-model.ts';

loadEngine()
  .then((engine) => storyModel(engine))
  .catch(() => {}); // who asks for it next says so
