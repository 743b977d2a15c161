// The models that a page's instruments have open: each once, for as long as one of them holds it.
import { type Engine, loadEngine, type Model } from '../engine/index.ts';

interface Entry {
  opening: Promise<Model>;
  holders: Set<object>;
}

const entries = new Map<string, Entry>();

/** The model of this name, held by `holder` until it gives it back. Rejects as `open` does; then it is not held. */
export function hold(name: string, holder: object, open: (engine: Engine) => Promise<Model>): Promise<Model> {
  const entry = entries.get(name) ?? { opening: loadEngine().then(open), holders: new Set() };
  entries.set(name, entry);
  entry.holders.add(holder);
  entry.opening.catch(() => {
    if (entries.get(name) === entry) entries.delete(name); // to be asked for again
  });
  return entry.opening;
}

/** Whatever this one holds. What nobody holds any more is closed. */
export function giveBack(holder: object): void {
  for (const [name, { opening, holders }] of entries) {
    if (!holders.delete(holder) || holders.size > 0) continue;
    entries.delete(name);
    opening.then((model) => model.dispose()).catch(() => {});
  }
}
