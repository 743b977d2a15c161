// Requests to one core, one after another, each of which can be cancelled; a new core where the last one has stopped,
// or where its memory is to be given back.
import { EngineCrash, InputError, isOutOfMemory } from './errors.ts';
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

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

export class Queue {
  readonly #startHost: () => Promise<Host>;
  readonly #isSpent: () => void;
  #host: Promise<Host> | undefined;
  #waiting: Job[] = [];
  #running: Job | undefined;
  #retires = false;
  #cores = 0;

  /** `isSpent` hears of a request that was refused for memory: what that has taken, only a new core gives back. */
  constructor(startHost: () => Promise<Host>, isSpent?: () => void) {
    this.#startHost = startHost;
    this.#isSpent = isSpent ?? (() => this.retire());
  }

  /** Which core answers: with another number, nothing is there that was kept in an earlier one. */
  get core(): number {
    return this.#cores;
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
    if (!job) {
      if (this.#retires) this.#drop();
      return;
    }
    this.#running = job;
    const answer = await this.#answer(job);
    if (this.#running !== job) return; // stop() has rejected it meanwhile
    if (answer.kind === 'crash') return this.stop(new EngineCrash(answer.message));
    if (answer.kind === 'value') job.resolve(answer.value);
    else job.reject(new InputError(answer.argument, answer.pattern, answer.pieces));
    this.#running = undefined;
    if (answer.kind === 'refusal' && isOutOfMemory(answer)) this.#isSpent();
    this.#runNext();
  }

  /** Starts the core, if it does not run yet, as the first request would; rejects where it cannot be started. */
  start(): Promise<Host> {
    if (!this.#host) {
      const starting = this.#startHost();
      this.#host = starting;
      starting.then(
        ({ ended }) =>
          ended.then((reason) => {
            if (this.#host === starting) this.stop(new EngineCrash(`the attention core stopped: ${reason}`));
          }),
        () => {}, // told to whoever asks
      );
    }
    return this.#host;
  }

  async #answer(job: Job): Promise<Answer> {
    let host: Host;
    try {
      host = await this.start();
    } catch (error) {
      return { kind: 'crash', message: textOf(error) };
    }
    const answer = await host.call(job.name, job.options);
    return answer.kind === 'crash'
      ? { kind: 'crash', message: `the attention core stopped: ${answer.message}` }
      : answer;
  }

  /** Ends the core and rejects what is pending. A later request starts a new one. */
  stop(reason: EngineCrash): void {
    const pending = [this.#running, ...this.#waiting];
    this.#running = undefined;
    this.#waiting = [];
    this.#drop();
    for (const job of pending) job?.reject(reason);
  }

  /** Gives the core's memory back as soon as nothing is asked of it. A later request starts a new one. */
  retire(): void {
    this.#retires = true;
    this.#runNext();
  }

  #drop(): void {
    this.#host?.then(
      (host) => host.dispose(),
      () => {},
    );
    this.#host = undefined;
    this.#retires = false;
    this.#cores += 1;
  }
}

const mostAttempts = 3;

/** Asks again where the core has stopped: it may have been the end of it, not the request. */
export async function persistently<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; ++attempt) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof EngineCrash) || error.isFinal || attempt === mostAttempts) throw error;
    }
  }
}
