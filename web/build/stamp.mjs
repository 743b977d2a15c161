// Remembers what was built from what, by content, so that nothing is built twice.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { root } from './paths.mjs';

function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(`${path}/${name}`));
}

/** A hash of the contents of files and folders, given relative to the root. */
export function contentHash(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesBelow(`${root}/${path}`))) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Calls `make` unless it was last called with the same contents of `inputs` and `output` is still there. */
export async function makeOnce(output, inputs, make) {
  const stamp = `${root}/build/stamps/${output.replaceAll('/', '-')}`;
  const hash = contentHash(inputs);
  if (existsSync(`${root}/${output}`) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await make();
  mkdirSync(`${root}/build/stamps`, { recursive: true });
  writeFileSync(stamp, hash);
}
