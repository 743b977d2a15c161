// dist/examples: pages as people write them, each with instruments in it, as they stand in web/examples; and reveal.js
// for the slides.
import { cpSync, rmSync } from 'node:fs';
import { root } from './paths.mjs';

const ofReveal = ['dist/reset.css', 'dist/reveal.css', 'dist/reveal.js', 'LICENSE'];

export function copyExamples() {
  const folder = `${root}/dist/examples`;
  rmSync(folder, { recursive: true, force: true });
  cpSync(`${root}/web/examples`, folder, { recursive: true });
  for (const path of ofReveal)
    cpSync(`${root}/node_modules/reveal.js/${path}`, `${folder}/reveal/${path.replace('dist/', '')}`);
}
