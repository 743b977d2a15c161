// A model at an address as a source of readings: one file, or a folder with its three.
import type { ModelConfig, Progress } from '../engine/index.ts';
import type { Source } from './models.ts';
import { hold } from './open-models.ts';
import { transformerSource } from './transformer-source.ts';

/** Whether a model is named by where it is. */
export const isAddress = (model: string) => /[/:]|\.safetensors$/.test(model);

/** What such a model is called: the last part of its address. */
export const labelOf = (address: string) =>
  address
    .replace(/[?#].*/, '')
    .split('/')
    .filter(Boolean)
    .at(-1) ?? address;

/** Its sizes are known once it is open. */
export function addressSource(
  holder: object,
  address: string,
  onProgress: (progress: Progress) => void,
): Source {
  let config: ModelConfig | undefined;
  const about = { model: address, travels: 'everywhere' } as const;
  return {
    ...about,
    get heads() {
      return config;
    },
    get context() {
      return config?.context;
    },
    async read(state, signal) {
      const model = await hold(address, holder, (engine) => engine.openModel(address, { onProgress }));
      config = model.info.config;
      return transformerSource(config, about, (work) => work(model)).read(state, signal);
    },
  };
}
