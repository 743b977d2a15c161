// import { loadEngine } from 'pay-attention': the engine without the element, and without side effects.
export { type Claims, type ClaimsOptions, rateOf } from './claims.ts';
export { Engine, type EngineOptions, loadEngine } from './engine.ts';
export { EngineCrash, InputError, type InputErrorPiece, type Refusal } from './errors.ts';
export { type GeneratedToken, type Generation, Model, type Token, type WritingOptions } from './model.ts';
export type { DownloadOptions, Progress } from './model-address.ts';
export { type ModelFolder, readModelFolder } from './model-folder.ts';
export type { ModelSummary } from './model-summary.ts';
export type { ModelToOpen, OpenOptions } from './model-to-open.ts';
export { inOneFile } from './one-file.ts';
export * from './post.ts';
export type { RequestOptions } from './queue.ts';
export * from './stories.ts';
export * from './transformer.ts';
export { nearestWords, type UnknownWord, unknownWords } from './unknown-words.ts';
