// import { loadEngine } from 'pay-attention': the engine without the element, and without side effects.
export {
  Engine,
  EngineCrash,
  type EngineOptions,
  InputError,
  loadEngine,
  type RequestOptions,
} from './engine.ts';
export * from './results.ts';
