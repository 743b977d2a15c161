// How GPT-2's vocabulary writes bytes that need not be UTF-8: each byte has a letter, itself where Latin-1 has
// something visible for it, and one from U+0100 on where it has not, so that a space is "Ġ" and a line end "Ċ". Source:
// bytes_to_unicode of the program published with Radford et al. 2019.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace attention {

/// UTF-8, one letter for each byte.
std::string lettersOfBytes(std::string_view bytes);

/// The bytes that have these letters; nothing if `letters` is empty, or one of them is not the letter of a byte. It
/// must be UTF-8.
std::optional<std::string> bytesOfLetters(std::string_view letters);

}  // namespace attention
