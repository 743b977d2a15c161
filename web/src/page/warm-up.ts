// Imported first: the worker, the wasm and the model of the first screen start while the rest of the script is still
// being read, unless the address leads elsewhere; and the language.
import { fetchWords } from '../words/speak.ts';
import { storyModel } from './story-model.ts';
import { languageOfAddress } from './wanted-language.ts';

if (/^(#lang=\w*)?$/.test(location.hash)) storyModel().catch(() => {}); // who asks for it next says so
fetchWords(languageOfAddress());
