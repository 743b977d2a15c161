// Models at an address: one file, or a folder's. The browser's own cache keeps what was fetched.
import { InputError } from './errors.ts';
import { checkSize, type ModelFolder, readModelFolder, readOneFile } from './model-folder.ts';
import type { RequestOptions } from './queue.ts';
import type { FilesToOpen } from './transformer.ts';

/** How much of a model has come, in bytes; `total` where the host has said how much there is, and of files always. */
export interface Progress {
  readonly loaded: number;
  readonly total: number | undefined;
}

export interface DownloadOptions {
  /** Of a model that comes from an address: how much has come; of files: how much the core has of them. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** The most bytes that its files may have together (600,000,000: GPT-2 with 124 million parameters has 548 MB). */
  mostBytes?: number | undefined;
}

export const mostModel = 600e6; // bytes
const schemes = ['http:', 'https:', 'blob:', 'data:'];

const hereOf = () => globalThis.document?.baseURI ?? globalThis.location?.href; // a page, or a worker

/** Throws InputError. */
function toUrl(address: string | URL): URL {
  const text = String(address);
  const url = URL.canParse(text, hereOf()) ? new URL(text, hereOf()) : undefined;
  if (url && schemes.includes(url.protocol)) return url;
  throw new InputError('model', 'must be an address that begins with https://, not {}', [{ quoted: text }]);
}

const shownOf = (url: URL) => ({ quoted: url.protocol === 'data:' ? 'data:' : url.href });

const nameIn = ({ protocol, pathname }: URL) =>
  (protocol.startsWith('http') && pathname.split('/').at(-1)) || 'model.safetensors';

/** Why a host could not be asked; `isForbidden`: by the page's own policy. */
function unreachable(url: URL, isForbidden: boolean, error: unknown): InputError {
  const { location } = globalThis;
  const address = shownOf(url);
  if (isForbidden)
    return new InputError(
      'model',
      '{} cannot be fetched from this page: its Content-Security-Policy has to list {} under connect-src',
      [address, url.origin === 'null' ? url.protocol : url.origin],
    );
  if (location && url.origin !== location.origin)
    return new InputError(
      'model',
      '{} cannot be fetched: its host does not answer, or does not let pages of other sites read it, which it does ' +
        'by sending {}',
      [address, 'Access-Control-Allow-Origin: *'],
    );
  const { message, cause } = error as Error;
  return new InputError('model', '{} cannot be fetched: {}', [address, (cause as Error)?.message || message]);
}

/** Rejects with InputError, or with the signal's reason. */
async function answerFrom(url: URL, signal: AbortSignal): Promise<Response> {
  const { document } = globalThis;
  let isForbidden = false;
  const hear = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent) => {
    isForbidden ||= effectiveDirective === 'connect-src' && url.href.startsWith(blockedURI);
  };
  document?.addEventListener('securitypolicyviolation', hear);
  try {
    return await fetch(url, { signal });
  } catch (error) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve)); // browsers tell of the policy after the failure
    throw unreachable(url, isForbidden, error);
  } finally {
    document?.removeEventListener('securitypolicyviolation', hear);
  }
}

/** Throws InputError unless it is a file's. */
function checkAnswer(url: URL, { ok, status, headers }: Response): void {
  const address = shownOf(url);
  if (status === 404) throw new InputError('model', '{} is not there: its host answers 404', [address]);
  if (!ok) throw new InputError('model', '{} cannot be had: its host answers {}', [address, status]);
  if (headers.get('content-type')?.startsWith('text/html'))
    throw new InputError(
      'model',
      '{} is a web page, not a model: give the address that the file’s download link leads to, or a folder’s, which ' +
        'ends in /',
      [address],
    );
}

/** The files of one model on their way. */
class Download {
  readonly #most: number;
  readonly #tell: (progress: Progress) => void;
  readonly #ending = new AbortController();
  #loaded = 0;
  /** Of each file whose host has answered; undefined where that did not say. */
  readonly #totals: (number | undefined)[] = [];
  /** Of how many files the answer is still to come, or the name. */
  #unknown = 0;

  constructor({ mostBytes = mostModel, onProgress = () => {} }: DownloadOptions) {
    if (!(mostBytes > 0))
      throw new InputError('mostBytes', 'must be a number of bytes, not {}', [String(mostBytes)]);
    this.#most = mostBytes;
    this.#tell = onProgress;
  }

  end(reason?: unknown): void {
    this.#ending.abort(reason);
  }

  /** Undefined too where what came is more than was said: the host has sent it compressed. */
  #total(): number | undefined {
    const sum = this.#totals.reduce<number>((sum, total) => sum + (total ?? Number.NaN), 0);
    return this.#unknown === 0 && sum >= this.#loaded ? sum : undefined;
  }

  #add(bytes: number, name: string): void {
    this.#loaded += bytes;
    checkSize({ size: this.#loaded }, name, this.#most);
    this.#tell({ loaded: this.#loaded, total: this.#total() });
  }

  /** What `find` finds out, and how much that is, belongs to what is on its way. */
  async expecting<Found>(find: () => Promise<Found>): Promise<Found> {
    this.#unknown += 1;
    try {
      return await find();
    } finally {
      this.#unknown -= 1;
    }
  }

  /** Rejects with InputError, or with the reason of its end. */
  async file(url: URL): Promise<File> {
    return this.content(url, await this.answer(url));
  }

  answer(url: URL): Promise<Response> {
    return this.expecting(async () => {
      const response = await answerFrom(url, this.#ending.signal);
      checkAnswer(url, response);
      const length = response.headers.get('content-length');
      this.#totals.push(length === null ? undefined : Number(length));
      return response;
    });
  }

  async content(url: URL, response: Response): Promise<File> {
    const { signal } = this.#ending;
    const name = nameIn(url);
    checkSize({ size: this.#loaded + Number(response.headers.get('content-length')) }, name, this.#most);
    let refusal: unknown;
    const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (piece, controller) => {
        try {
          this.#add(piece.length, name);
        } catch (error) {
          refusal = error;
          throw error;
        }
        controller.enqueue(piece);
      },
    });
    try {
      const blob = await new Response(response.body?.pipeThrough(counting)).blob();
      return new File([blob], name);
    } catch {
      signal.throwIfAborted();
      throw refusal ?? new InputError('model', '{} broke off after {} bytes', [shownOf(url), this.#loaded]);
    }
  }
}

/**
 * A folder that does not say what it has: each name is asked for. What stands in for a file is asked for where that is
 * not there.
 */
async function folderAt(url: URL, download: Download): Promise<ModelFolder> {
  const files = new Map<string, Promise<File>>();
  /** Fetches a file. Whether it is there is known before its content. */
  const find = (name: string): Promise<boolean> => {
    const at = new URL(encodeURIComponent(name), url);
    const answer = download.answer(at);
    const file = answer.then((response) => download.content(at, response));
    file.catch(() => {}); // the first that is asked for tells
    files.set(name, file);
    return answer.then(
      () => true,
      () => false,
    );
  };
  const open = (name: string): Promise<File> => {
    if (!files.has(name)) find(name);
    return files.get(name) as Promise<File>;
  };
  const names: string[] = [];
  const look = async (name: string, ...instead: string[]): Promise<void> => {
    if (await find(name)) names.push(name);
    else await Promise.all(instead.map((name) => look(name)));
  };
  await download.expecting(() =>
    Promise.all([
      look('config.json'),
      look('generation_config.json'),
      look('tokenizer.json', 'vocab.json', 'merges.txt', 'tokenizer.model'),
      look('model.safetensors', 'model.safetensors.index.json'),
    ]),
  );
  return { names, open };
}

/**
 * The files of the model at an address, one file's or, ending in "/", a folder's, which has them under their usual
 * names. Rejects with InputError, or with the signal's reason.
 */
export async function fetchModel(
  address: string | URL,
  { signal, ...options }: RequestOptions & DownloadOptions = {},
): Promise<FilesToOpen> {
  const url = toUrl(address);
  const download = new Download(options);
  const abort = () => download.end(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener('abort', abort);
  try {
    if (url.pathname.endsWith('/')) return await readModelFolder(await folderAt(url, download));
    return await readOneFile(await download.file(url));
  } finally {
    signal?.removeEventListener('abort', abort);
    download.end();
  }
}
