// What the build makes of cpp/ and of worker.ts, under build/.

declare module '#wasm/attention.js' {
  const createAttentionModule: (options: {
    wasmBinary: ArrayBuffer;
  }) => Promise<import('./results.ts').CoreFunctions>;
  export default createAttentionModule;
}

declare module '#wasm/attention-wasm.js' {
  /** attention.wasm, gzipped, in base64. */
  export const gzippedBase64: string;
}

declare module '#worker/worker.js?raw' {
  /** The worker's whole source, a classic script. */
  const source: string;
  export default source;
}
