// UTF-8, one code point at a time. Strict: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace attention {

struct CodePoint {
  char32_t value;
  std::size_t length;  // bytes; 0: the bytes at this place are not UTF-8
};

/// decodeUtf8, of a place where no ASCII character stands.
CodePoint decodeBeyondAscii(std::string_view text, std::size_t at);

/// The code point that starts at byte `at`, which must be inside `text`.
inline CodePoint decodeUtf8(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  return byte < 0x80 ? CodePoint{byte, 1} : decodeBeyondAscii(text, at);
}

/// The first byte at which `text` is not UTF-8; its size, if all of it is.
std::size_t firstInvalidUtf8(std::string_view text);

/// Throws InputError, "<name> is not valid UTF-8 at byte <n>", unless all of `text` is UTF-8.
void requireUtf8(std::string_view text, std::string_view name);

/// The text without the U+FEFF that some editors put before it.
inline std::string_view withoutByteOrderMark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

/// Appends a code point, at most U+10FFFF and no surrogate.
void appendUtf8(std::string& text, char32_t value);

}  // namespace attention
