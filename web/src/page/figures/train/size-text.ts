// How large a model is, in words.
import type { ModelConfig } from '../../../engine/index.ts';
import type { PageSay } from '../../../words/speak.ts';

/** "2 layers × 4 heads, 64 wide" */
export const sizeText = (
  { layers, heads, dModel }: Pick<ModelConfig, 'layers' | 'heads' | 'dModel'>,
  say: PageSay,
): string =>
  say('sizeIs', { layers: say.count('layers', layers), heads: say.count('heads', heads), width: dModel });
