// Models that were trained here, kept in the browser (IndexedDB) until the reader deletes them; in memory where a page
// may store nothing.
import type { ModelFiles } from '../engine/index.ts';
import type { Origin } from './run.ts';

export interface KeptModel {
  /** When it was kept: milliseconds since 1970, and its name in the store. */
  readonly at: number;
  /** What the list calls it. */
  readonly name: string;
  readonly files: ModelFiles;
  /** A sentence that it was asked. */
  readonly sentence: string;
  /** How it was trained; absent from those that were kept by older pages. */
  readonly origin?: Origin;
}

const database = 'pay-attention';
const store = 'models';
const mostKept = 12; // the oldest goes

/** A page that the browser has put aside in the midst of its work can hold the store for good. */
const patience = 4000; // milliseconds

function inTime<Value>(work: Promise<Value>): Promise<Value> {
  const tooLate = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('the store does not answer')), patience);
  });
  return Promise.race([work, tooLate]);
}

const result = <Value>(request: IDBRequest<Value>) =>
  new Promise<Value>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(database, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: 'at' });
  return result(request);
}

/** What stands in where nothing may be stored. */
const memory = new Map<number, KeptModel>();
let isForbidden = false;

/** Does something with the store; undefined where there is none. */
async function inStore<Value>(
  mode: IDBTransactionMode,
  work: (models: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value | undefined> {
  if (isForbidden) return undefined;
  try {
    const opened = await inTime(open());
    try {
      const transaction = opened.transaction(store, mode);
      const isDone = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      isDone.catch(() => {}); // what went wrong before that is told first
      const value = await inTime(result(work(transaction.objectStore(store))));
      await inTime(isDone);
      return value;
    } finally {
      opened.close();
    }
  } catch {
    isForbidden = true;
    return undefined;
  }
}

/** The latest first. */
export async function keptModels(): Promise<KeptModel[]> {
  const stored = (await inStore('readonly', (models) => models.getAll() as IDBRequest<KeptModel[]>)) ?? [];
  return [...stored, ...memory.values()].sort((a, b) => b.at - a.at);
}

export async function keepModel(model: KeptModel): Promise<void> {
  if ((await inStore('readwrite', (models) => models.put(model))) === undefined) memory.set(model.at, model);
  for (const { at } of (await keptModels()).slice(mostKept)) await forgetModel(at);
}

export async function forgetModel(at: number): Promise<void> {
  memory.delete(at);
  await inStore('readwrite', (models) => models.delete(at));
}
