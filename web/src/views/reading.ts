// The numbers that views take, whatever computes them.

/** Row-major numbers: element (i, j) is data[i * columns + j]. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Row-major numbers. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
