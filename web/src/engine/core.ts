// One instance of a WebAssembly module, and what happens when it is called: a value, a refusal or a crash. Runs in the
// worker, or on the page's thread where there can be none.
import type { Refusal } from './errors.ts';
import type { Answer, FunctionName, Functions } from './messages.ts';
import { unpack } from './unpack.ts';

/** What Emscripten's glue exports. */
export type CreateModule = (options: {
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): object;
}) => Promise<Partial<Functions>>;

export type Core = (name: FunctionName, options: unknown) => Answer;

const compile = async (gzippedBase64: string) => WebAssembly.compile(await unpack(gzippedBase64));

/** A module that WebAssembly can only read if it has SIMD: a function that gives a vector of zeros. */
const simd = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
]);

/** Why there is no core here, as one sentence that says what to do. */
function reasonAgainst(error: unknown): string {
  const { WebAssembly } = globalThis;
  if (!WebAssembly)
    return 'this browser has no WebAssembly, with which the page computes: allow it, or use another browser';
  if (!WebAssembly.validate(simd))
    return 'this browser’s WebAssembly has no SIMD, with which the page computes: newer versions have it (Safari 16.4)';
  const message = error instanceof Error ? error.message : String(error);
  if (/unsafe-eval|Content.Security|CSP/i.test(message))
    return "this page’s Content-Security-Policy forbids WebAssembly: script-src has to allow 'wasm-unsafe-eval'";
  return `the attention core’s code is damaged or incomplete (${message}): load the page, or fetch the script, again`;
}

function create(module: WebAssembly.Module, createModule: CreateModule): Promise<Partial<Functions>> {
  return new Promise((resolve, reject) => {
    createModule({
      instantiateWasm(imports, done) {
        WebAssembly.instantiate(module, imports).then((instance) => done(instance, module), reject);
        return {};
      },
    }).then(resolve, reject);
  });
}

/** `wasm`: gzipped, in base64, or as an earlier instance had it compiled. */
export async function instantiate(
  createModule: CreateModule,
  wasm: string | WebAssembly.Module,
): Promise<{ core: Core; module: WebAssembly.Module }> {
  try {
    const module = typeof wasm === 'string' ? await compile(wasm) : wasm;
    return { core: coreOf(await create(module, createModule)), module };
  } catch (error) {
    throw new Error(reasonAgainst(error));
  }
}

function coreOf(functions: Partial<Functions>): Core {
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
