// import { loadEngine } from 'pay-attention': the engine without the element, and without side effects.
export {
  Engine,
  EngineCrash,
  type EngineOptions,
  InputError,
  loadEngine,
  type RequestOptions,
} from './engine.ts';
export { type GeneratedToken, type Generation, Model, type Token } from './model.ts';
export * from './results.ts';
export * from './transformer.ts';
