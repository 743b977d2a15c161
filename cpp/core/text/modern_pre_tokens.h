// The pre-tokens of tiktoken's cl100k_base, Llama 3 and Qwen 2: the pattern
//   (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
// A word keeps any one character before it, numbers come apart, line ends stay with the signs before them.
#pragma once

#include <cstddef>
#include <string_view>

#include "text/unicode_classes.h"

namespace attention {

/// The length of the pre-token at the start of `text`, which must be UTF-8 and not empty; numbers have up to
/// `most_digits` characters.
std::size_t modernPreToken(std::string_view text, int most_digits, const UnicodeClasses& classes);

}  // namespace attention
