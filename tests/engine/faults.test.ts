// Where there can be no core: one sentence that says why, and what to do.
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { instantiate } from '../../web/src/engine/core.ts';
import { Engine } from '../../web/src/engine/index.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const never = () => new Promise<never>(() => {});
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

describe('there is no core', () => {
  it.each([
    ['bytes that are no gzip', base64(new Uint8Array(100))],
    ['a file that ends early', base64(gzipSync(new Uint8Array(1000)).subarray(0, 20))],
    ['bytes that are no WebAssembly', base64(gzipSync('<!doctype html>'))],
    ['text that is no base64', '<html>'],
    ['nothing', ''],
  ])('of %s', async (_, wasm) => {
    await expect(instantiate(never, wasm)).rejects.toThrow(
      /^the attention core’s code is damaged or incomplete \(.+\): load the page, or fetch the script, again$/,
    );
  });

  it('without WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    await expect(new Engine().softmax({ scores: [1] })).rejects.toThrow(/^this browser has no WebAssembly/);
  });

  it('without SIMD', async () => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError('wrong opcode'));
    await expect(new Engine().softmax({ scores: [1] })).rejects.toThrow(
      /WebAssembly has no SIMD.*Safari 16\.4/,
    );
  });

  it('where the page’s policy forbids it', async () => {
    const message = "Refused to compile because 'unsafe-eval' is not an allowed source of script";
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError(message));
    await expect(new Engine().softmax({ scores: [1] })).rejects.toThrow(/has to allow 'wasm-unsafe-eval'/);
  });

  it('and there is one once it can be had', async () => {
    const compile = vi
      .spyOn(WebAssembly, 'compile')
      .mockRejectedValue(new WebAssembly.CompileError('damaged'));
    const engine = new Engine();
    await expect(engine.softmax({ scores: [1] })).rejects.toThrow('damaged');
    compile.mockRestore();
    expect((await engine.softmax({ scores: [1] })).sum).toBe(1);
  });
});
