// Pre-tokenisation beyond GPT-2's (pre_tokenizer.h): how other families cut a text into the pre-tokens within which
// they merge. A cut finds places, and says what becomes of them; several cuts are made one after the other, each within
// what the one before left. As Hugging Face's tokenizers do it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/rewrite.h"

namespace attention {

struct Cut {
  /// The places.
  enum class At : std::uint8_t {
    gpt2,  // pre_tokenizer.h
    /// (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|
    /// ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
    cl100k,       // tiktoken's cl100k_base, and Llama 3
    qwen2,        // the same with \p{N} for \p{N}{1,3}
    number,       // each character of \p{N}
    punctuation,  // each character of \p{P}, and each of ASCII that is visible and no letter or number
    words,        // \w+|[^\w\s]+
    white_space,  // each character of White_Space
    text,         // `text`
    mark,         // Metaspace: spaces become `text`, one is put before; then cut before each `text`, or not at all
  };
  /// What becomes of them.
  enum class Way : std::uint8_t {
    isolated,    // each by itself
    removed,     // they go
    contiguous,  // those beside each other together
    with_previous,
    with_next,
  };
  /// Of mark: whether a space is put before a part that does not begin with one.
  enum class Prepend : std::uint8_t { always, first, never };

  At at = At::gpt2;
  Way way = Way::isolated;
  bool is_inverted = false;  // the places are what is between those that are found
  TextOfEveryModel text{};   // UTF-8, not empty
  Prepend prepend = Prepend::always;
  bool splits = true;  // of mark
};

/// A text and its parts, in order; what was cut away is in no part.
struct CutText {
  struct Part {
    std::size_t start;
    std::size_t end;
  };
  std::string_view text;
  std::vector<Part> parts{};
  bool is_first = false;  // nothing stands before it in the text that was given: for Prepend::first
};

/// The tables that cuts look things up in; unpacked once.
class Cutter {
 public:
  Cutter();
  ~Cutter();

  /// `made` gets the text that a cut makes anew, if it does; it must live as long as what is cut.
  void cut(CutText& text, const Cut& cut, std::string& made) const;

 private:
  class Finder;
  std::unique_ptr<const Finder> finder_;
};

}  // namespace attention
