// Punctuation, and the characters of words that are no letters, as tokenizer.json's pre-tokenizers take them (cuts.h).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace attention {

class CodePointSet {
 public:
  /// \p{P}; the symbols of ASCII, such as "$" and "+", are not in it.
  static CodePointSet punctuation();
  /// What \w of Rust's regular expressions has besides letters: marks, decimal digits, connectors such as "_", joiners.
  static CodePointSet wordsBesidesLetters();

  bool has(char32_t c) const;

 private:
  explicit CodePointSet(std::span<const std::uint8_t> packed);

  std::vector<char32_t> bounds_{};  // where runs begin and end, in turn
};

}  // namespace attention
