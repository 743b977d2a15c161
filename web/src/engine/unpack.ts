// Bytes as scripts carry them: gzipped, in base64.

export async function unpack(gzippedBase64: string): Promise<ArrayBuffer> {
  const characters = atob(gzippedBase64);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = characters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}
