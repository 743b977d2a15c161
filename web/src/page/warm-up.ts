// Imported first: the worker, the wasm and the model of the first screen start while the rest of the script is still
// being read; unless the address leads elsewhere.
import { storyModel } from './story-model.ts';

if (location.hash === '') storyModel().catch(() => {}); // who asks for it next says so
