// One instance of the WebAssembly core, and what happens when it is called: a value, a refusal or a crash. Runs in the
// worker, or on the page's thread where there can be none.
import createAttentionModule from '#wasm/attention.js';
import type { CoreFunctions } from './results.ts';

export type FunctionName = keyof CoreFunctions;

export type Answer =
  | { kind: 'value'; value: unknown }
  /** The core refused its input; it can be called again. */
  | { kind: 'refusal'; message: string }
  /** The core is in no known state; this instance must not be called again. */
  | { kind: 'crash'; message: string };

export type Core = (name: FunctionName, options: unknown) => Answer;

function wasmBinary(gzippedBase64: string): Promise<ArrayBuffer> {
  const characters = atob(gzippedBase64);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = characters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

/** `gzippedBase64`: attention.wasm as a script can carry it. */
export async function instantiate(gzippedBase64: string): Promise<Core> {
  const functions = await createAttentionModule({ wasmBinary: await wasmBinary(gzippedBase64) });
  return (name, options) => {
    try {
      const call = functions[name] as (options: unknown) => unknown;
      const value = call(options);
      // The border returns the Error for what the core refuses; what is thrown came from below.
      return value instanceof Error ? { kind: 'refusal', message: value.message } : { kind: 'value', value };
    } catch (error) {
      const isTrap = error instanceof WebAssembly.RuntimeError || !(error instanceof Error);
      const message = error instanceof Error ? error.message : String(error);
      return { kind: isTrap ? 'crash' : 'refusal', message };
    }
  };
}

/** The buffers of all typed arrays in a plain value, so that a message can hand them over rather than copy them. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((item) =>
    typeof item === 'object' && item !== null ? buffersOf(item) : [],
  );
}
