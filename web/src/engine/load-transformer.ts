// Where the module of transformers comes from, when the first is wanted: another chunk of the same package. In scripts
// that are no ES modules, load-transformer-script.ts stands in for this file.
import type { CarriedModule } from './messages.ts';

export async function loadTransformer(): Promise<CarriedModule> {
  return (await import('./transformer-module.ts')).transformerModule;
}
