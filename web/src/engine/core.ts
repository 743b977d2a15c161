// One instance of a WebAssembly module, and what happens when it is called: a value, a refusal or a crash. Runs in the
// worker, or on the page's thread where there can be none.
import type { PostFunctions } from './post.ts';
import type { TransformerFunctions } from './transformer.ts';

/** Every function of either module, by name. */
export type Functions = PostFunctions & TransformerFunctions;
export type FunctionName = keyof Functions;

/** What Emscripten's glue exports. */
export type CreateModule = (options: { wasmBinary: ArrayBuffer }) => Promise<Partial<Functions>>;

/** A module as a script carries it. */
export interface CarriedModule {
  /** Makes of a worker's global scope, or of anything like it, what answers this engine. Needs nothing but `scope`. */
  work(scope: import('./worker.ts').Scope): void;
  /** The wasm, gzipped, in base64. */
  gzippedBase64: string;
}

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

export async function instantiate(create: CreateModule, gzippedBase64: string): Promise<Core> {
  const functions = await create({ wasmBinary: await wasmBinary(gzippedBase64) });
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
export function buffersOf(value: unknown, buffers: ArrayBuffer[] = []): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) buffers.push(value.buffer as ArrayBuffer);
  else if (Array.isArray(value)) {
    if (typeof value[0] === 'object') for (const item of value) buffersOf(item, buffers); // not through texts
  } else if (typeof value === 'object' && value !== null) {
    for (const name in value) buffersOf((value as Record<string, unknown>)[name], buffers);
  }
  return buffers;
}
