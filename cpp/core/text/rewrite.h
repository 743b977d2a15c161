// What tokenizers do to a text before they cut it: Unicode's forms, and the small changes by which SentencePiece's
// spaces become visible.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/built_for.h"

namespace attention {

/// What stands in SentencePiece's pieces for a space, U+2581.
inline constexpr std::string_view kSpaceMark = "\u2581";

/// The small core has no such texts, and would only take them away.
using TextOfEveryModel = OfEveryModel<std::string, std::string_view>;

/// Unicode's normalisation forms, and lower case letter by letter.
enum class NormalForm : std::uint8_t { nfc, nfd, nfkc, nfkd, lowercase };

struct Rewrite {
  enum class Kind : std::uint8_t {
    form,      // by who has Unicode's tables (Normalise of tokenizer.h)
    prepend,   // `to` before a text that is not empty
    replace,   // `from`, which is not empty, by `to`, from left to right
    collapse,  // two spaces and more, by `to`
    trim,      // the spaces at both ends go
    strip,     // the white space at the ends goes
    charsmap,  // by `from`, as charsmap.h does
  };
  Kind kind = Kind::form;
  NormalForm form = NormalForm::nfc;
  TextOfEveryModel from{};
  TextOfEveryModel to{};
  bool strips_left = true;
  bool strips_right = true;
};

/// Not for forms.
std::string rewritten(std::string_view text, const Rewrite& rewrite);

}  // namespace attention
