// One instance of a WebAssembly module, and what happens when it is called: a value, a refusal or a crash. Runs in the
// worker, or on the page's thread where there can be none.
import type { Refusal } from './errors.ts';
import type { Answer, FunctionName, Functions } from './messages.ts';

/** What Emscripten's glue exports. */
export type CreateModule = (options: { wasmBinary: ArrayBuffer }) => Promise<Partial<Functions>>;

export type Core = (name: FunctionName, options: unknown) => Answer;

function wasmBinary(gzippedBase64: string): Promise<ArrayBuffer> {
  const characters = atob(gzippedBase64);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = characters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

export async function instantiate(create: CreateModule, gzippedBase64: string): Promise<Core> {
  const functions = await create({ wasmBinary: await wasmBinary(gzippedBase64) });
  return (name, options) => {
    try {
      const call = functions[name] as (options: unknown) => unknown;
      const value = call(options);
      if (!(value instanceof Error)) return { kind: 'value', value };
      const { argument, pattern, pieces } = value as Error & Refusal;
      return { kind: 'refusal', argument, pattern, pieces };
    } catch (error) {
      // The C++ border returns an Error where the core refuses its input. Thrown are only traps, and what JavaScript
      // throws while the options are read.
      const isTrap = error instanceof WebAssembly.RuntimeError || !(error instanceof Error);
      const message = error instanceof Error ? error.message : String(error);
      if (isTrap) return { kind: 'crash', message };
      return { kind: 'refusal', argument: '', pattern: '{}', pieces: [message] };
    }
  };
}

/** The buffers of all typed arrays in a plain value, so that a message can hand them over rather than copy them. */
export function buffersOf(value: unknown, buffers: ArrayBuffer[] = []): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) buffers.push(value.buffer as ArrayBuffer);
  else if (Array.isArray(value)) {
    if (typeof value[0] === 'object') for (const item of value) buffersOf(item, buffers); // texts have none
  } else if (typeof value === 'object' && value !== null) {
    for (const name in value) buffersOf((value as Record<string, unknown>)[name], buffers);
  }
  return buffers;
}
