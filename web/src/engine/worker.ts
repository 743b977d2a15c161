// The worker. The first message brings the wasm, each later one a call. Each module's worker (post-worker.ts,
// transformer-worker.ts) becomes the body of a function of `scope`, so that it can travel as text inside any script and
// be called where there can be no worker.
import { buffersOf, type Core, type CreateModule, instantiate } from './core.ts';
import type { FromWorker, Scope, ToWorker } from './messages.ts';

/** Lets `scope` answer with a module whose glue is `create`. */
export function serve(scope: Scope, create: CreateModule): void {
  let core: Promise<Core>;

  async function answer(message: ToWorker): Promise<FromWorker> {
    try {
      if (message.kind === 'start') core = instantiate(create, message.gzippedBase64);
      const call = await core;
      if (message.kind === 'start') return { kind: 'ready' };
      return call(message.name, message.options);
    } catch (error) {
      return { kind: 'crash', message: String(error) };
    }
  }

  scope.onmessage = async ({ data }) => {
    const reply = await answer(data);
    scope.postMessage(reply, reply.kind === 'value' ? buffersOf(reply.value) : []);
  };
}
