// Where a classic script has from what comes when it is first wanted: NAME.js beside it, unless that is loaded.
import { post } from './carried-post.ts';
import type { Parts } from './load-part.ts';
import { scriptUrl } from './trusted.ts';

/**
 * Of transformer.js, in the same version: this script's address may end in ?VERSION. A script in the page names it. The
 * other parts stand beside it.
 */
function addressBeside({ src, dataset }: HTMLScriptElement): string | undefined {
  if (dataset.transformer) return new URL(dataset.transformer, document.baseURI).href;
  if (!src) return undefined;
  const address = new URL('transformer.js', src);
  address.search = new URL(src).search;
  return address.href;
}

const ownScript = document.currentScript as HTMLScriptElement | null;
const transformerAddress = ownScript && addressBeside(ownScript);

const nameForPosts = 'pay-attention.min.js';

/**
 * The script for posts, as posts elsewhere can name it: this one, or the one that a page of ours has beside it. From
 * a disk there is no such address: its name stands for it.
 */
function forPosts(): { address: string; integrity?: string } {
  const address = ownScript?.src || new URL(nameForPosts, transformerAddress ?? document.baseURI).href;
  if (!address.startsWith('http')) return { address: nameForPosts };
  return { address, integrity: ownScript?.integrity };
}

export const scriptForPosts = globalThis.document ? forPosts() : { address: nameForPosts };

function addressOf(name: string, beside: string): string {
  const address = new URL(`${name}.js`, beside);
  address.search = new URL(beside).search;
  return address.href;
}

function loadScript(address: string): Promise<void> {
  const script = document.createElement('script');
  script.src = scriptUrl(address);
  return new Promise((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${address} could not be loaded`));
    document.head.append(script);
  });
}

/** What a script beside this one gives the page under `name`; it is fetched unless it is there. */
export async function carriedBeside<Value>(name: string, file = name): Promise<Value> {
  const carried = () => (globalThis as { payAttention?: Record<string, Value> }).payAttention?.[name];
  if (!carried() && transformerAddress) await loadScript(addressOf(file, transformerAddress));
  const found = carried();
  if (!found) throw new Error(`${file}.js must be loaded before it is made use of`);
  return found;
}

export const loadPart = async <Name extends keyof Parts>(name: Name): Promise<Parts[Name]> =>
  (({ post }) as Partial<Parts>)[name] ?? carriedBeside<Parts[Name]>(name);
