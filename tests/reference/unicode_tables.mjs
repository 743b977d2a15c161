// Makes cpp/core/text/unicode_tables.h and unicode_more_tables.h from the regular expressions of this Node, whose
// Unicode must be the tables' version. `node tests/reference/unicode_tables.mjs` writes them, `--check` compares.
import { readFileSync, writeFileSync } from 'node:fs';

const version = '17.0';

const isSurrogate = (c) => c >= 0xd800 && c < 0xe000;

/** Runs of code points of one class, in order; null is the class of those that are left out, as surrogates are. */
function ranges(classOf) {
  const found = [];
  for (let c = 0; c <= 0x10ffff; c += 1) {
    const kind = isSurrogate(c) ? null : classOf(String.fromCodePoint(c));
    if (kind === null) continue;
    const last = found.at(-1);
    if (last?.end === c && last.kind === kind) last.end = c + 1;
    else found.push({ start: c, end: c + 1, kind });
  }
  return found;
}

/** Little-endian groups of seven bits; the highest bit of a byte says that more follow. */
function packed(number) {
  return number < 0x80 ? [number] : [0x80 | (number & 0x7f), ...packed(number >> 7)];
}

const gapBefore = (all, i) => all[i].start - (all[i - 1]?.end ?? 0);

/** The lines of an array's initializer. */
function initializer(bytes) {
  const lines = [];
  for (let i = 0; i < bytes.length; i += 24) lines.push(`    ${bytes.slice(i, i + 24).join(', ')},`);
  return lines.join('\n').replace(/,$/, '');
}

function lettersAndNumbers() {
  const all = ranges((character) => (/\p{N}/u.test(character) ? 1 : /\p{L}/u.test(character) ? 0 : null));
  const bytes = all.flatMap(({ start, end, kind }, i) => [
    ...packed(gapBefore(all, i) * 2 + kind),
    ...packed(end - start),
  ]);
  return `// Made by tests/reference/unicode_tables.mjs: the letters and numbers of Unicode ${version}.
// For each run of code points: twice the distance from the end of the run before, plus 1 for numbers; its length.
#pragma once

#include <cstddef>
#include <cstdint>

namespace attention {

inline constexpr std::size_t kLetterAndNumberRanges = ${all.length};

// clang-format off
inline constexpr std::uint8_t kLettersAndNumbers[] = {
${initializer(bytes)}};
// clang-format on

}  // namespace attention
`;
}

function runsOf(pattern) {
  const all = ranges((character) => (pattern.test(character) ? 0 : null));
  return initializer(
    all.flatMap(({ start, end }, i) => [...packed(gapBefore(all, i)), ...packed(end - start)]),
  );
}

function punctuationAndWords() {
  return `// Made by tests/reference/unicode_tables.mjs: punctuation and the characters of words, of Unicode ${version}.
// For each run of code points: the distance from the end of the run before; its length.
#pragma once

#include <cstdint>

namespace attention {

// clang-format off
/// p{P}.
inline constexpr std::uint8_t kPunctuation[] = {
${runsOf(/\p{P}/u)}};

/// w of Rust's regular expressions, p{Alphabetic}, p{M}, p{Nd}, p{Pc} and p{Join_Control}, without its letters, p{L}.
inline constexpr std::uint8_t kWordsBesidesLetters[] = {
${runsOf(/(?!\p{L})[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u)}};
// clang-format on

}  // namespace attention
`;
}

const files = { unicode_tables: lettersAndNumbers, unicode_more_tables: punctuationAndWords };
const isCheck = process.argv.includes('--check');
if (process.versions.unicode !== version) {
  const own = process.versions.unicode;
  console.log(`Not ${isCheck ? 'checked' : 'made'}: this Node has Unicode ${own}, not ${version}`);
  process.exit(isCheck ? 0 : 1);
}
for (const [name, header] of Object.entries(files)) {
  const path = new URL(`../../cpp/core/text/${name}.h`, import.meta.url);
  if (!isCheck) writeFileSync(path, header());
  else if (readFileSync(path, 'utf8') !== header()) {
    console.error(`cpp/core/text/${name}.h is not what this script makes`);
    process.exit(1);
  }
}
