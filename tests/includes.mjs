// Checks that the core's rooms include each other only as the table of cpp/core/README.md allows, and that this table
// goes one way: a room includes only rooms above it.
import { readdirSync, readFileSync } from 'node:fs';
import { root } from '../web/build/paths.mjs';

const core = `${root}/cpp/core`;
const names = (cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name);
const rows = readFileSync(`${core}/README.md`, 'utf8').match(/^\| `.*$/gm);
const allowed = new Map(
  rows.map((row) => {
    const cells = row.split('|');
    return [names(cells[1])[0], names(cells[4])];
  }),
);

function* wrongRows() {
  const above = [];
  for (const [room, includes] of allowed) {
    for (const name of includes) if (!above.includes(name)) yield `README.md: ${room} stands above ${name}`;
    above.push(room);
  }
}

function* wrongIncludes() {
  for (const path of readdirSync(core, { recursive: true }).filter((name) => /\.(cpp|h)$/.test(name))) {
    const [room] = path.split('/');
    const mayInclude = [room, ...(allowed.get(room) ?? [])];
    for (const [, name] of readFileSync(`${core}/${path}`, 'utf8').matchAll(/^#include "([^"]*)\//gm)) {
      if (!mayInclude.includes(name)) yield `${path} must not include ${name}/`;
    }
    if (!allowed.has(room)) yield `${path}: README.md has no row for ${room}`;
  }
}

const wrong = [...wrongRows(), ...wrongIncludes()];
for (const line of wrong) console.error(line);
process.exitCode = wrong.length > 0 ? 1 : 0;
