// Where the module of transformers comes from in a classic script: transformer.js beside it, unless that is
// loaded.
import type { CarriedModule } from './messages.ts';
import { scriptUrl } from './trusted.ts';

/** Of transformer.js, in the same version: this script's address may end in ?VERSION. A script in the page names it. */
function addressBeside({ src, dataset }: HTMLScriptElement): string | undefined {
  if (dataset.transformer) return new URL(dataset.transformer, document.baseURI).href;
  if (!src) return undefined;
  const address = new URL('transformer.js', src);
  address.search = new URL(src).search;
  return address.href;
}

const ownScript = document.currentScript as HTMLScriptElement | null;
const transformerAddress = ownScript && addressBeside(ownScript);

const carried = () =>
  (globalThis as { payAttention?: { transformerModule?: CarriedModule } }).payAttention?.transformerModule;

function loadScript(address: string): Promise<void> {
  const script = document.createElement('script');
  script.src = scriptUrl(address);
  return new Promise((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${address} could not be loaded`));
    document.head.append(script);
  });
}

export async function loadTransformer(): Promise<CarriedModule> {
  if (!carried() && transformerAddress) await loadScript(transformerAddress);
  const found = carried();
  if (!found) throw new Error('transformer.js must be loaded before a transformer is made or opened');
  return found;
}
