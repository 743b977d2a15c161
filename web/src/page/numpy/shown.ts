// What the instrument shows, as a NumPy program that computes the same numbers: of any model.
import type { Shown } from '../../element/shown.ts';
import { postReadingProgram } from './post-reading.ts';
import { transformerProgram } from './transformer.ts';

export const numpyOf = (shown: Shown): string =>
  shown.reading.heads ? transformerProgram(shown) : postReadingProgram(shown);
