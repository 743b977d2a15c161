// GPT-2's pre-tokenisation: a text is cut into pre-tokens, within which byte-pair encoding merges, never across.
// The pattern of Radford et al. 2019:
//   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
// So a word keeps one space before it, letters, numbers and everything else come apart, and of several spaces the last
// goes to the word after them.
#pragma once

#include <cstddef>
#include <string_view>

#include "text/unicode_classes.h"

namespace attention {

class PreTokenizer {
 public:
  /// The pre-token at the start of `text`, which must be UTF-8 and not empty; at least one character.
  std::string_view first(std::string_view text) const;

 private:
  std::size_t endOfRun(std::string_view text, std::size_t at, CharacterClass of) const;
  std::size_t endOfSpaces(std::string_view text) const;

  UnicodeClasses classes_;
};

}  // namespace attention
