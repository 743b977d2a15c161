#include "words.h"

#include <cstdint>

#include "input_error.h"

namespace attention {

namespace {

bool isPythonSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

struct Utf8Lead {
  int length;  // 0: not a lead byte
  char32_t bits;
  char32_t smallest;  // below it the encoding is overlong
};

Utf8Lead utf8Lead(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1Fu, 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0Fu, 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07u, 0x10000};
  return {0, 0, 0};
}

struct CodePoint {
  char32_t value;
  std::size_t length;  // bytes; 0: the bytes at this place are not UTF-8
};

CodePoint decode(std::string_view text, std::size_t at) {
  const Utf8Lead lead = utf8Lead(static_cast<unsigned char>(text[at]));
  const auto length = static_cast<std::size_t>(lead.length);
  if (length == 0 || length > text.size() - at) return {0, 0};
  char32_t value = lead.bits;
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0u) != 0x80u) return {0, 0};
    value = (value << 6) | (byte & 0x3Fu);
  }
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < lead.smallest || value > 0x10FFFF || is_surrogate) return {0, 0};
  return {value, length};
}

}  // namespace

std::vector<std::string> splitWords(std::string_view text, std::string_view name) {
  const auto refuse = [&](const std::string& why) { throw InputError(std::string(name) + " " + why); };
  std::vector<std::string> words;
  std::size_t start = 0;
  const auto endWord = [&](std::size_t end) {
    if (end == start) return;
    if (words.size() == kMaxWords) refuse("has more than " + std::to_string(kMaxWords) + " words");
    words.emplace_back(text.substr(start, end - start));
  };
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = decode(text, at);
    if (c.length == 0) refuse("is not valid UTF-8 at byte " + std::to_string(at));
    if (isPythonSpace(c.value)) {
      endWord(at);
      start = at + c.length;
    }
    at += c.length;
  }
  endWord(text.size());
  if (words.empty()) refuse("must have at least one word, not " + quoted(text));
  return words;
}

}  // namespace attention
