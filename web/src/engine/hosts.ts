// Where the core runs: in a worker, or on the page's own thread where a worker is refused (a strict host's CSP) or
// unknown (Node). Either way one call at a time, and its answer.
import { gzippedBase64 } from '#wasm/attention-wasm.js';
import workerSource from '#worker/worker.js?raw';
import { type Answer, type FunctionName, instantiate } from './core.ts';
import type { FromWorker, ToWorker } from './worker.ts';

export interface Host {
  call(name: FunctionName, options: unknown): Promise<Answer>;
  dispose(): void;
}

async function pageHost(): Promise<Host> {
  const core = await instantiate(gzippedBase64);
  return { call: async (name, options) => core(name, options), dispose: () => {} };
}

function createWorker(url: string | undefined): Worker {
  if (url) return new Worker(url);
  const blobUrl = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
  try {
    return new Worker(blobUrl);
  } finally {
    // The fetch of the script has begun; Firefox and WebKit want the address a little longer.
    setTimeout(() => URL.revokeObjectURL(blobUrl), 10_000);
  }
}

async function workerHost(url: string | undefined): Promise<Host> {
  const worker = createWorker(url);
  // Listens from the start: a refused worker says so at once, while nothing has been asked of it.
  const failure = new Promise<FromWorker>((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault?.();
      resolve({ kind: 'crash', message: event.message || 'the worker did not start' });
    };
  });
  const exchange = (message: ToWorker) => {
    const answer = new Promise<FromWorker>((resolve) => {
      worker.onmessage = (event: MessageEvent<FromWorker>) => resolve(event.data);
      worker.postMessage(message);
    });
    return Promise.race([failure, answer]);
  };
  const ready = await exchange({ kind: 'start', gzippedBase64 });
  if (ready.kind !== 'ready') {
    worker.terminate();
    throw new Error(ready.kind === 'value' ? 'the worker is another one' : ready.message);
  }
  return {
    call: async (name, options) => (await exchange({ kind: 'call', name, options })) as Answer,
    dispose: () => worker.terminate(),
  };
}

/** A worker from `workerUrl`, else from the script's own text; the page's thread if neither can be had. */
export async function startHost(workerUrl: string | undefined): Promise<Host> {
  if (typeof Worker === 'undefined') return pageHost();
  try {
    return await workerHost(workerUrl);
  } catch {
    return pageHost();
  }
}
