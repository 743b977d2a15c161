// The worker. The first message is a greeting, the second brings the wasm, each later one is a call. Each module's
// worker (post-worker.ts, transformer-worker.ts) becomes the body of a function of `scope`, so that it can travel as
// text inside any script and be called where there can be no worker.
import { buffersOf, type Core, type CreateModule, instantiate } from './core.ts';
import type { FromWorker, Scope, SignOfLife, ToWorker } from './messages.ts';
import { scriptUrl } from './trusted.ts';

/** Whether the lock could be had: not in a frame without an origin, nor where the page came over plain HTTP. */
function hold(lock: string): Promise<boolean> {
  return new Promise((resolve) => {
    const keep = () => {
      resolve(true);
      return new Promise(() => {});
    };
    Promise.resolve(globalThis.navigator?.locks)
      .then((locks) => locks.request(lock, keep))
      .catch(() => resolve(false));
  });
}

const beating = `onmessage = ({ data: [port, every] }) => {
  setInterval(() => port.postMessage(0), every);
  postMessage(0);
}`;
const hearts: Worker[] = []; // Firefox ends a worker that nothing refers to

/**
 * Whether a worker within this one could be started: it beats on the port while this one computes, and ends with it.
 * Not where there are no such workers.
 */
function beat(port: MessagePort, every: number): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const url = URL.createObjectURL(new Blob([beating], { type: 'text/javascript' }));
      const heart = new Worker(scriptUrl(url));
      hearts.push(heart);
      heart.onmessage = () => {
        URL.revokeObjectURL(url);
        resolve(true);
      };
      heart.onerror = (event) => {
        event.preventDefault();
        resolve(false);
      };
      heart.postMessage([port, every], [port]);
      setTimeout(() => resolve(false), 1000);
    } catch {
      resolve(false);
    }
  });
}

async function live({ lock, beats, beatEvery }: ToWorker & { kind: 'hello' }): Promise<SignOfLife> {
  if (await hold(lock)) return 'lock';
  return (await beat(beats, beatEvery)) ? 'beats' : 'none';
}

/** Lets `scope` answer with a module whose glue is `create`. */
export function serve(scope: Scope, create: CreateModule): void {
  let core: Core;

  async function answer(message: ToWorker): Promise<FromWorker> {
    try {
      if (message.kind === 'hello') return { kind: 'hello', sign: await live(message) };
      if (message.kind === 'call') return core(message.name, message.options);
      const made = await instantiate(create, message.wasm);
      core = made.core;
      return { kind: 'ready', module: made.module };
    } catch (error) {
      return { kind: 'crash', message: error instanceof Error ? error.message : String(error) };
    }
  }

  scope.onmessage = async ({ data }) => {
    const reply = await answer(data);
    try {
      scope.postMessage(reply, reply.kind === 'value' ? buffersOf(reply.value) : []);
    } catch (error) {
      if (reply.kind !== 'ready') throw error;
      scope.postMessage({ kind: 'ready' }, []); // a module that cannot be sent: the next worker compiles it anew
    }
  };
}
