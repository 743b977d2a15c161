// Random numbers for texts that are made here, the same ones every time.

/** Draws whole numbers from 0 to below `end`: D. H. Lehmer's generator. seed: 1 to 2147483646. */
export function drawn(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state = (state * 48271) % 2147483647;
    return state % end;
  };
}
