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

declare module '#worker/work.js' {
  /** Makes of a worker's global scope, or of anything like it, what answers this engine. Needs nothing but `scope`. */
  export function work(scope: import('./worker.ts').Scope): void;
}
