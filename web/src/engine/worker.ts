// The worker. The first message is a greeting, the second brings the wasm, each later one is a call. Each module's
// worker (post-worker.ts, transformer-worker.ts) becomes the body of a function of `scope`, so that it can travel as
// text inside any script and be called where there can be no worker.
import { buffersOf, type Core, type CreateModule, instantiate } from './core.ts';
import type { FromWorker, Scope, ToWorker } from './messages.ts';

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

/** Lets `scope` answer with a module whose glue is `create`. */
export function serve(scope: Scope, create: CreateModule): void {
  let core: Core;

  async function answer(message: ToWorker): Promise<FromWorker> {
    try {
      if (message.kind === 'hello') return { kind: 'hello', hasLock: await hold(message.lock) };
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
