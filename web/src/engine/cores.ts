// The cores that models live in: where one stops, or gives back its memory, the next takes its place.
import { EngineCrash } from './errors.ts';
import type { Model } from './model.ts';
import type { RequestOptions } from './queue.ts';
import type { ModelInfo, TransformerFunctions } from './transformer.ts';

/** How a model asks the core. */
export type Call = <Name extends keyof TransformerFunctions>(
  name: Name,
  options: Parameters<TransformerFunctions[Name]>[0],
  request?: RequestOptions,
) => Promise<ReturnType<TransformerFunctions[Name]>>;

/** The cores, one after another, in which the models are. */
export interface Cores {
  /** Asks the one that is there. */
  readonly call: Call;
  /** Which one that is. */
  readonly core: number;
  /** Those that are open. */
  readonly models: Set<Model>;
  /** Hears that one of them is open no longer. */
  closed(): void;
}

/** Makes the model in the core that answers. */
export type Make = (call: Call, request?: RequestOptions) => Promise<ModelInfo>;

/** Asks one core, the one that is there now if none is given; rejects with EngineCrash once there is another one. */
export function only(cores: Cores, core = cores.core): Call {
  return (name, options, request) =>
    cores.core === core
      ? cores.call(name, options, request)
      : Promise.reject(new EngineCrash('the attention core stopped'));
}
