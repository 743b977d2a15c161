// Imported first: the worker, the wasm and the model of the first screen, and the language, start while the rest of the script is still
// being read; unless the address leads elsewhere.
import { fetchWords } from '../words/speak.ts';
import { wantedLanguage } from './language.ts';
import { storyModel } from './story-model.ts';

if (location.hash === '') storyModel().catch(() => {}); // who asks for it next says so
fetchWords(wantedLanguage(new URLSearchParams(location.hash.slice(1)).get('lang') ?? ''));
