// Weights in several files, as larger models are published.

export interface Header {
  [name: string]: { dtype: string; shape: number[]; data_offsets: [number, number] };
}

/** Some of the tensors of a safetensors file as a file of their own. */
export function part(weights: Uint8Array, isWanted: (name: string, i: number) => boolean): Uint8Array {
  const length = Number(new DataView(weights.buffer, weights.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(weights.subarray(8, 8 + length))) as Header;
  const { __metadata__: _, ...tensors } = header;
  const kept: Header = {};
  const bytes: Uint8Array[] = [];
  let end = 0;
  Object.entries(tensors).forEach(([name, { dtype, shape, data_offsets }], i) => {
    if (!isWanted(name, i)) return;
    const data = weights.subarray(8 + length + data_offsets[0], 8 + length + data_offsets[1]);
    kept[name] = { dtype, shape, data_offsets: [end, end + data.length] };
    end += data.length;
    bytes.push(data);
  });
  const head = new TextEncoder().encode(JSON.stringify(kept));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(head.length), true);
  return Buffer.concat([size, head, ...bytes]);
}
