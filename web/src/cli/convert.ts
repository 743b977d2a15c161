// `convert`: any model that opens, as files in Hugging Face's layout.
import type { Engine } from '../engine/index.ts';
import { checkPlace, openModel, saveFiles } from './model-files.ts';
import type { Given } from './options.ts';
import type { Write } from './write.ts';

interface Asked {
  model: string;
  out: string;
  dtype?: string;
}

export async function convert(engine: Engine, given: Given, _write: Write): Promise<number> {
  const { model: place, out, dtype } = given as unknown as Asked;
  checkPlace('out', out);
  const model = await openModel(engine, 'model', place);
  await saveFiles(await model.save(dtype === undefined ? {} : { dtype }), 'out', out);
  return 0;
}
