// Makes cpp/core/text/unicode_tables.h from the regular expressions of this Node, whose Unicode must be the table's
// version. `node tests/reference/unicode_tables.mjs` writes the file, `--check` compares it.
import { readFileSync, writeFileSync } from 'node:fs';

const version = '17.0';
const path = new URL('../../cpp/core/text/unicode_tables.h', import.meta.url);

/** Runs of code points of one class, in order. Surrogates are in neither class. */
function ranges() {
  const found = [];
  for (let c = 0; c <= 0x10ffff; c += 1) {
    const character = String.fromCodePoint(c);
    const isNumber = /\p{N}/u.test(character);
    if (!isNumber && !/\p{L}/u.test(character)) continue;
    const last = found.at(-1);
    if (last?.end === c && last.isNumber === isNumber) last.end = c + 1;
    else found.push({ start: c, end: c + 1, isNumber });
  }
  return found;
}

/** Little-endian groups of seven bits; the highest bit of a byte says that more follow. */
function packed(number) {
  return number < 0x80 ? [number] : [0x80 | (number & 0x7f), ...packed(number >> 7)];
}

function header() {
  const all = ranges();
  const bytes = all.flatMap(({ start, end, isNumber }, i) => [
    ...packed((start - (all[i - 1]?.end ?? 0)) * 2 + Number(isNumber)),
    ...packed(end - start),
  ]);
  const lines = [];
  for (let i = 0; i < bytes.length; i += 24) lines.push(`    ${bytes.slice(i, i + 24).join(', ')},`);
  return `// Made by tests/reference/unicode_tables.mjs: the letters and numbers of Unicode ${version}.
// For each run of code points: twice the distance from the end of the run before, plus 1 for numbers; its length.
#pragma once

#include <cstddef>
#include <cstdint>

namespace attention {

inline constexpr std::size_t kLetterAndNumberRanges = ${all.length};

// clang-format off
inline constexpr std::uint8_t kLettersAndNumbers[] = {
${lines.join('\n').replace(/,$/, '')}};
// clang-format on

}  // namespace attention
`;
}

const isCheck = process.argv.includes('--check');
if (process.versions.unicode !== version) {
  const own = process.versions.unicode;
  console.log(`Not ${isCheck ? 'checked' : 'made'}: this Node has Unicode ${own}, not ${version}`);
  process.exit(isCheck ? 0 : 1);
}
if (!isCheck) writeFileSync(path, header());
else if (readFileSync(path, 'utf8') !== header()) {
  console.error('cpp/core/text/unicode_tables.h is not what this script makes');
  process.exit(1);
}
