// The three classes of characters that GPT-2's pre-tokenisation tells apart: letters \p{L}, numbers \p{N} and white
// space. Nothing else of Unicode is here: no cases, no normalisation.
// The tables are of Unicode 17.0. Other implementations carry other versions; they differ in characters that were not
// yet assigned, which are in no class.
#pragma once

#include <cstdint>
#include <vector>

namespace attention {

enum class CharacterClass : std::uint8_t { other, letter, number, space };

/// White_Space, which is what \s means in the regular expressions of Rust and Oniguruma. JavaScript's \s has U+FEFF
/// besides and lacks U+0085.
bool isWhiteSpace(char32_t c);

class UnicodeClasses {
 public:
  /// Unpacks the tables: about 7 KB.
  UnicodeClasses();

  CharacterClass of(char32_t c) const;

 private:
  struct Start {
    char32_t first;  // and all after it, up to the next start
    CharacterClass value;
  };
  std::vector<Start> starts_;  // sorted; the first is U+0000
};

}  // namespace attention
