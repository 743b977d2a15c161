// Where the module of transformers comes from in a classic script: transformer.js beside it, unless that is loaded.
import type { CarriedModule } from './messages.ts';

const ownAddress = (document.currentScript as HTMLScriptElement | null)?.src;

const carried = () =>
  (globalThis as { payAttention?: { transformerModule?: CarriedModule } }).payAttention?.transformerModule;

function loadScript(address: string): Promise<void> {
  const script = document.createElement('script');
  script.src = address;
  return new Promise((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${address} could not be loaded`));
    document.head.append(script);
  });
}

export async function loadTransformer(): Promise<CarriedModule> {
  if (!carried() && ownAddress) {
    // In the same version: this script's address may end in ?VERSION.
    const address = new URL('transformer.js', ownAddress);
    address.search = new URL(ownAddress).search;
    await loadScript(address.href);
  }
  const found = carried();
  if (!found) throw new Error('transformer.js must be loaded before a transformer is made or opened');
  return found;
}
