// How the tables of Unicode are packed.
#pragma once

#include <cstdint>

namespace attention {

/// Little-endian groups of seven bits; the highest bit of a byte says that more follow.
inline char32_t readNumber(const std::uint8_t*& at) {
  char32_t value = 0;
  for (int shift = 0;; shift += 7) {
    const std::uint8_t byte = *at++;
    value |= static_cast<char32_t>(byte & 0x7Fu) << shift;
    if (byte < 0x80) return value;
  }
}

}  // namespace attention
