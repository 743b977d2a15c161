// Where a module runs: in a worker, or on the page's own thread where a worker is refused (a strict host's CSP) or
// unknown (Node). Either way it answers one call at a time.
import type { Answer, CarriedModule, FromWorker, FunctionName, Scope, ToWorker } from './messages.ts';
import { scriptUrl } from './trusted.ts';

export interface Host {
  call(name: FunctionName, options: unknown): Promise<Answer>;
  dispose(): void;
}

/** Sends a message; resolves to the next one that comes back. */
type Exchange = (message: ToWorker) => Promise<FromWorker>;

async function startedHost(exchange: Exchange, gzippedBase64: string, dispose: () => void): Promise<Host> {
  const ready = await exchange({ kind: 'start', gzippedBase64 });
  if (ready.kind !== 'ready') {
    dispose();
    throw new Error(ready.kind === 'crash' ? ready.message : 'the worker is another one');
  }
  return {
    call: async (name, options) => (await exchange({ kind: 'call', name, options })) as Answer,
    dispose,
  };
}

function pageHost({ work, gzippedBase64 }: CarriedModule): Promise<Host> {
  let resolveNext: (answer: FromWorker) => void = () => {};
  const scope: Scope = { postMessage: (message) => resolveNext(message) };
  work(scope);
  const exchange: Exchange = (message) =>
    new Promise((resolve) => {
      resolveNext = resolve;
      scope.onmessage?.({ data: message });
    });
  return startedHost(exchange, gzippedBase64, () => {});
}

function createWorker({ work }: CarriedModule, url: string | undefined): Worker {
  if (url) return new Worker(scriptUrl(url));
  const blobUrl = URL.createObjectURL(new Blob([`(${work})(self)`], { type: 'text/javascript' }));
  try {
    return new Worker(scriptUrl(blobUrl));
  } finally {
    // Firefox and WebKit still need the address after the constructor has returned.
    setTimeout(() => URL.revokeObjectURL(blobUrl), 10_000);
  }
}

function canBeSent(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

/** Options with a function in them, or whatever else no message can carry: the first of them is named. */
function refusalOf(message: ToWorker, error: unknown): FromWorker {
  const options = message.kind === 'call' ? Object(message.options) : {};
  const [argument = 'options', value = options] =
    Object.entries(options).find(([, value]) => !canBeSent(value)) ?? [];
  if (error instanceof DOMException && error.name === 'DataCloneError')
    return { kind: 'refusal', argument, pattern: 'must be plain data, not {}', pieces: [typeof value] };
  return { kind: 'crash', message: error instanceof Error ? error.message : String(error) };
}

function workerHost(module: CarriedModule, url: string | undefined): Promise<Host> {
  const { gzippedBase64 } = module;
  const worker = createWorker(module, url);
  // Listens before anything is sent: a worker that is refused fails at once.
  const failure = new Promise<FromWorker>((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault?.();
      resolve({ kind: 'crash', message: event.message || 'the worker did not start' });
    };
  });
  const exchange: Exchange = (message) => {
    const answer = new Promise<FromWorker>((resolve) => {
      worker.onmessage = (event: MessageEvent<FromWorker>) => resolve(event.data);
      try {
        worker.postMessage(message);
      } catch (error) {
        resolve(refusalOf(message, error));
      }
    });
    return Promise.race([failure, answer]);
  };
  return startedHost(exchange, gzippedBase64, () => worker.terminate());
}

/** A worker from `workerUrl`, else from the module's own text; the page's thread if neither can be had. */
export async function startHost(module: CarriedModule, workerUrl: string | undefined): Promise<Host> {
  if (typeof Worker === 'undefined') return pageHost(module);
  try {
    return await workerHost(module, workerUrl);
  } catch {
    return pageHost(module);
  }
}
