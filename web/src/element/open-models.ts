// The models that a page's instruments have open: each once, for as long as one of them holds it.
import { type Engine, loadEngine, type Model } from '../engine/index.ts';

/** Who holds models open: an element, or the page. */
export interface Holder {
  /** Of a page that forbids `blob:` workers. */
  readonly workerUrl?: string | undefined;
}

interface Entry {
  opening: Promise<Model>;
  holders: Set<Holder>;
}

const entries = new Map<string, Entry>();

/** The page's engine, whoever is the first to ask for it. */
export const engineFor = ({ workerUrl }: Holder): Promise<Engine> =>
  loadEngine(workerUrl === undefined ? {} : { workerUrl });

/** The model of this name, held by `holder` until it gives it back. Rejects as `open` does; then it is not held. */
export function hold(name: string, holder: Holder, open: (engine: Engine) => Promise<Model>): Promise<Model> {
  const entry = entries.get(name) ?? { opening: engineFor(holder).then(open), holders: new Set() };
  entries.set(name, entry);
  entry.holders.add(holder);
  entry.opening.catch(() => {
    if (entries.get(name) === entry) entries.delete(name); // to be asked for again
  });
  return entry.opening;
}

/** Whatever this one holds. What nobody holds any more is closed. */
export function giveBack(holder: Holder): void {
  for (const [name, { opening, holders }] of entries) {
    if (!holders.delete(holder) || holders.size > 0) continue;
    entries.delete(name);
    opening.then((model) => model.dispose()).catch(() => {});
  }
}
