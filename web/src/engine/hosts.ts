// Where a module runs: in a worker, or on the page's own thread where a worker is refused (a strict host's CSP) or
// unknown (Node). Either way it answers one call at a time.
import type { Answer, CarriedModule, FromWorker, FunctionName, Scope, ToWorker } from './messages.ts';
import { scriptUrl } from './trusted.ts';

export interface Host {
  /** One at a time; a crash where the core ends meanwhile. */
  call(name: FunctionName, options: unknown): Promise<Answer>;
  /** Why the core is no more, once it has ended by itself. */
  readonly ended: Promise<string>;
  dispose(): void;
}

/** Sends a message; resolves to the next one that comes back. */
type Exchange = (message: ToWorker, transfer?: Transferable[]) => Promise<FromWorker>;

/** Why there is none: what came in place of what was to come. */
const failureOf = (answer: FromWorker) =>
  new Error(answer.kind === 'crash' ? answer.message : 'the worker’s script is not this package’s');

/** What was compiled once starts at once. */
const compiled = new WeakMap<CarriedModule, WebAssembly.Module>();

async function startedHost(
  exchange: Exchange,
  module: CarriedModule,
  { ended, dispose }: Omit<Host, 'call'>,
): Promise<Host> {
  const answer = await exchange({ kind: 'start', wasm: compiled.get(module) ?? module.gzippedBase64 });
  if (answer.kind !== 'ready') throw failureOf(answer);
  if (answer.module) compiled.set(module, answer.module);
  return {
    call: async (name, options) => (await exchange({ kind: 'call', name, options })) as Answer,
    ended,
    dispose,
  };
}

function pageHost(module: CarriedModule): Promise<Host> {
  let resolveNext: (answer: FromWorker) => void = () => {};
  const scope: Scope = { postMessage: (message) => resolveNext(message) };
  module.work(scope);
  const exchange: Exchange = (message) =>
    new Promise((resolve) => {
      resolveNext = resolve;
      scope.onmessage?.({ data: message });
    });
  return startedHost(exchange, module, { ended: new Promise(() => {}), dispose() {} });
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

/** Calls `end` when the worker that holds the lock lives no longer. */
function watch(lock: string, end: (reason: string) => void): () => void {
  const watching = new AbortController();
  navigator.locks
    .request(lock, { signal: watching.signal }, () => end('its worker was ended'))
    .catch(() => {}); // no longer watched
  return () => watching.abort();
}

const beatEvery = 200; // milliseconds
const mostMissed = 10; // beats: a busy machine may be late with some

/** Calls `end` when the port falls silent. A page that was busy hears what came meanwhile before it misses more. */
function listen(beats: MessagePort, end: (reason: string) => void): () => void {
  let missed = 0;
  beats.onmessage = () => {
    missed = 0;
  };
  const timer = setInterval(() => {
    missed += 1;
    if (missed === mostMissed) end('its worker was ended');
  }, beatEvery);
  return () => clearInterval(timer);
}

/** Milliseconds until a worker says that it is there: one that is loaded may be another's, and silent; ours are not. */
const patienceAtStart = { loaded: 2000, own: 20_000 };
const patience = 60_000; // milliseconds for a call, where nothing else tells of a death

/** Calls `end` unless `answer` comes in time. */
async function inTime<Result>(
  answer: Promise<Result>,
  milliseconds: number,
  end: (reason: string) => void,
): Promise<Result> {
  const timer = setTimeout(
    () => end(`its worker was silent for ${milliseconds / 1000} seconds`),
    milliseconds,
  );
  const result = await answer;
  clearTimeout(timer);
  return result;
}

async function workerHost(module: CarriedModule, url: string | undefined): Promise<Host> {
  const worker = createWorker(module, url);
  let end: (reason: string) => void = () => {};
  let answerWith: (answer: FromWorker) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    end = (reason) => {
      answerWith({ kind: 'crash', message: reason });
      resolve(reason);
    };
  });
  // Listens before anything is sent: a worker that is refused fails at once.
  worker.onerror = (event) => {
    event.preventDefault?.();
    end(event.message || 'its worker did not start');
  };
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => answerWith(data);
  const exchange: Exchange = (message, transfer = []) =>
    new Promise((resolve) => {
      answerWith = resolve;
      try {
        worker.postMessage(message, transfer);
      } catch (error) {
        resolve(refusalOf(message, error));
      }
    });
  const { port1: heard, port2: beats } = new MessageChannel();
  let unwatch = () => {};
  const dispose = () => {
    unwatch();
    heard.close();
    worker.terminate();
  };
  try {
    const lock = `pay-attention ${performance.timeOrigin} ${Math.random()}`;
    const answer = await inTime(
      exchange({ kind: 'hello', lock, beats, beatEvery }, [beats]),
      patienceAtStart[url ? 'loaded' : 'own'],
      end,
    );
    if (answer.kind !== 'hello') throw failureOf(answer);
    if (answer.sign === 'lock') unwatch = watch(lock, end);
    if (answer.sign === 'beats') unwatch = listen(heard, end);
    const ask: Exchange =
      answer.sign === 'none' ? (message) => inTime(exchange(message), patience, end) : exchange;
    return await startedHost(ask, module, { ended, dispose });
  } catch (error) {
    dispose();
    throw error;
  }
}

/** A worker from `workerUrl`, else from the module's own text; the page's thread if neither can be had. */
export async function startHost(module: CarriedModule, workerUrl: string | undefined): Promise<Host> {
  if (typeof Worker === 'undefined') return pageHost(module);
  const addresses = workerUrl ? [workerUrl, undefined] : [undefined];
  for (const address of addresses) {
    try {
      return await workerHost(module, address);
    } catch {
      // The next way; the last one's error is the one that is told.
    }
  }
  return pageHost(module);
}
