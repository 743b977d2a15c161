#include "base/utf8.h"

#include "base/input_error.h"

namespace attention {

namespace {

struct Lead {
  int length;  // 0: not a lead byte
  char32_t bits;
  char32_t smallest;  // below it the encoding is overlong
};

Lead leadOf(unsigned char byte) {
  if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1Fu, 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0Fu, 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07u, 0x10000};
  return {0, 0, 0};
}

}  // namespace

CodePoint decodeBeyondAscii(std::string_view text, std::size_t at) {
  const Lead lead = leadOf(static_cast<unsigned char>(text[at]));
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

std::size_t firstInvalidUtf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = decodeUtf8(text, at).length;
    if (length == 0) break;
    at += length;
  }
  return at;
}

void requireUtf8(std::string_view text, std::string_view name) {
  const std::size_t at = firstInvalidUtf8(text);
  if (at < text.size()) refuse(name, "is not valid UTF-8 at byte {}", {at});
}

void appendUtf8(std::string& text, char32_t value) {
  const auto append = [&](char32_t byte) { text += static_cast<char>(byte); };
  const auto appendContinuation = [&](int shift) { append(0x80 | ((value >> shift) & 0x3F)); };
  if (value < 0x80) return append(value);
  if (value < 0x800) {
    append(0xC0 | (value >> 6));
  } else {
    if (value < 0x10000) {
      append(0xE0 | (value >> 12));
    } else {
      append(0xF0 | (value >> 18));
      appendContinuation(12);
    }
    appendContinuation(6);
  }
  appendContinuation(0);
}

}  // namespace attention
