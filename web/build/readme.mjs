// Sections of the README that come from the sources: each is written by the command that makes it, or compared with
// what it would write, where that is told to `--check`.
import { readFileSync, writeFileSync } from 'node:fs';
import { root } from './paths.mjs';

const path = `${root}/README.md`;

/** The README with `text` between the comments that name its section. */
function withSection(readme, name, text) {
  const pattern = new RegExp(`(<!-- ${name}: from .* -->\n)[^]*?(?=<!-- /${name} -->)`);
  if (!pattern.test(readme))
    throw new Error(`README.md must have <!-- ${name}: from … --> and <!-- /${name} -->`);
  return readme.replace(pattern, (_, begin) => `${begin}${text}\n`);
}

/** What a command does that makes this section. */
export function writeSection(name, text) {
  const readme = readFileSync(path, 'utf8');
  const written = withSection(readme, name, text);
  if (!process.argv.includes('--check')) writeFileSync(path, written);
  else if (written !== readme) {
    console.error(`README.md has other ${name}: node web/build/${name}.mjs writes them`);
    process.exitCode = 1;
  }
}

/** Whether the module of this address is what Node was told to run. */
export const isCommand = (url) => process.argv[1] === new URL(url).pathname;
