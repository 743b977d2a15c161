// What a script must hash to, for browsers to refuse any other in its place (subresource integrity). They ask the
// script's host whether others may read it, and where it does not say so, such a script is refused as well: there the
// tag goes without.

const toBase64 = (bytes: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

export async function integrityOf(address: string): Promise<string | undefined> {
  try {
    const answer = await fetch(address);
    const isForAll = answer.headers.get('Access-Control-Allow-Origin') === '*';
    if (!answer.ok || !isForAll) return undefined;
    return `sha384-${toBase64(await crypto.subtle.digest('SHA-384', await answer.arrayBuffer()))}`;
  } catch {
    return undefined; // from a disk, or without https
  }
}
