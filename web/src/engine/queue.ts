// Requests to one core, one after another, each of which can be cancelled; a new core where the last one has stopped.
import { EngineCrash, InputError } from './errors.ts';
import type { Host } from './hosts.ts';
import type { Answer, FunctionName, Functions } from './messages.ts';

export interface RequestOptions {
  /** Aborting rejects the request with the signal's reason and leaves the others alone. */
  signal?: AbortSignal | undefined;
}

interface Job {
  name: FunctionName;
  options: unknown;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

export class Queue {
  readonly #startHost: () => Promise<Host>;
  #host: Promise<Host> | undefined;
  #waiting: Job[] = [];
  #running: Job | undefined;

  constructor(startHost: () => Promise<Host>) {
    this.#startHost = startHost;
  }

  call<Name extends FunctionName>(
    name: Name,
    options: Parameters<Functions[Name]>[0],
    { signal }: RequestOptions = {},
  ): Promise<ReturnType<Functions[Name]>> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    let abort = () => {};
    const outcome = new Promise<ReturnType<Functions[Name]>>((resolve, reject) => {
      const job: Job = { name, options, resolve: resolve as Job['resolve'], reject };
      abort = () => {
        this.#waiting = this.#waiting.filter((waiting) => waiting !== job);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort);
      this.#waiting.push(job);
      this.#runNext();
    });
    return outcome.finally(() => signal?.removeEventListener('abort', abort));
  }

  async #runNext(): Promise<void> {
    if (this.#running) return;
    const job = this.#waiting.shift();
    if (!job) return;
    this.#running = job;
    const answer = await this.#answer(job);
    if (this.#running !== job) return; // stop() has rejected it meanwhile
    if (answer.kind === 'crash')
      return this.stop(new EngineCrash(`the attention core stopped: ${answer.message}`));
    if (answer.kind === 'value') job.resolve(answer.value);
    else job.reject(new InputError(answer.argument, answer.pattern, answer.pieces));
    this.#running = undefined;
    this.#runNext();
  }

  /** Starts the core, if it does not run yet, as the first request would; rejects where it cannot be started. */
  start(): Promise<Host> {
    this.#host ??= this.#startHost();
    return this.#host;
  }

  async #answer(job: Job): Promise<Answer> {
    try {
      return await (await this.start()).call(job.name, job.options);
    } catch (error) {
      return { kind: 'crash', message: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Ends the core and rejects what is pending. A later request starts a new one. */
  stop(reason: EngineCrash): void {
    const pending = [this.#running, ...this.#waiting];
    this.#running = undefined;
    this.#waiting = [];
    this.#host?.then(
      (host) => host.dispose(),
      () => {},
    );
    this.#host = undefined;
    for (const job of pending) job?.reject(reason);
  }
}
