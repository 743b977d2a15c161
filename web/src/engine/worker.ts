// The worker: a classic script, so that it can travel as text inside any other script. The first message brings the
// wasm, each later one a call.
import { type Answer, buffersOf, type Core, type FunctionName, instantiate } from './core.ts';

export type ToWorker =
  | { kind: 'start'; gzippedBase64: string }
  | { kind: 'call'; name: FunctionName; options: unknown };

export type FromWorker = { kind: 'ready' } | Answer;

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<ToWorker>) => void;
  postMessage(message: FromWorker, transfer: Transferable[]): void;
};

let core: Promise<Core>;

async function answer(message: ToWorker): Promise<FromWorker> {
  try {
    if (message.kind === 'start') core = instantiate(message.gzippedBase64);
    const call = await core;
    return message.kind === 'start' ? { kind: 'ready' } : call(message.name, message.options);
  } catch (error) {
    return { kind: 'crash', message: String(error) };
  }
}

scope.onmessage = async (event) => {
  const reply = await answer(event.data);
  scope.postMessage(reply, reply.kind === 'value' ? buffersOf(reply.value) : []);
};
