// The heads of a model by name, layer after layer: the order of all that is [L, H].
import type { ModelConfig } from './transformer.ts';

export const everyHead = ({
  layers,
  heads,
}: Pick<ModelConfig, 'layers' | 'heads'>): { layer: number; head: number }[] =>
  Array.from({ length: layers * heads }, (_, i) => ({ layer: Math.floor(i / heads), head: i % heads }));
