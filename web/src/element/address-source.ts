// A model at an address as a source of readings: one file, or a folder with its three.
import type { Progress } from '../engine/index.ts';
import type { Say } from '../words/say.ts';
import type { Source } from './models.ts';
import { type Holder, hold } from './open-models.ts';
import { usual } from './placeholder.ts';
import { sourceOfOpened } from './transformer-source.ts';

/** Whether a model is named by where it is. */
export const isAddress = (model: string) => /[/:]|\.(safetensors|gguf|bin)$/.test(model);

/** What such a model is called: the last part of its address. */
export const labelOf = (address: string) =>
  address
    .replace(/[?#].*/, '')
    .split('/')
    .filter(Boolean)
    .at(-1) ?? address;

/** How far a model's file has come. */
export function comingText({ loaded, total }: Progress, say: Say): string {
  const megabytes = (bytes: number) => say.decimal(bytes / 1e6, 1);
  const come = { loaded: megabytes(loaded) };
  return total ? say('megabytesOf', { ...come, total: megabytes(total) }) : say('megabytes', come);
}

export const addressSource = (
  holder: Holder,
  address: string,
  onProgress: (progress: Progress) => void,
): Source =>
  sourceOfOpened({ model: address, travels: 'everywhere', heads: usual }, () =>
    hold(address, holder, (engine) => engine.openModel(address, { onProgress })),
  );
