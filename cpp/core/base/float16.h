// Numbers of two bytes, as bits: IEEE 754 half precision, and bfloat16, the upper half of a float.
#pragma once

#include <cstdint>
#include <cstring>

namespace attention {

// Not std::bit_cast, which Emscripten 3.1.6 has not got.
inline std::uint32_t bitsOf(float number) {
  std::uint32_t bits;
  std::memcpy(&bits, &number, sizeof bits);
  return bits;
}

inline float fromBits(std::uint32_t bits) {
  float number;
  std::memcpy(&number, &bits, sizeof number);
  return number;
}

inline float fromBfloat16(std::uint16_t upper) { return fromBits(std::uint32_t{upper} << 16); }

/// Rounds to nearest, ties to even; what is beyond the largest becomes infinite. `number` must be a number.
inline std::uint16_t toBfloat16(float number) {
  const std::uint32_t bits = bitsOf(number);
  return static_cast<std::uint16_t>((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);  // a carry goes into the exponent
}

/// Exact: every half is a float.
inline float fromFloat16(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000u) << 16;
  const std::uint32_t bits = (half & 0x7FFFu) << 13;
  if (bits >= 0x7C00u << 13) return fromBits(sign | bits | 0x7F800000u);  // infinite, or not a number
  // With the exponent's bias of a float the number is 2^-112 of itself; the product is exact, subnormals included.
  return fromBits(sign | bitsOf(fromBits(bits) * 0x1p112f));
}

/// Rounds to nearest, ties to even; 65520 and beyond become infinite.
std::uint16_t toFloat16(float number);

}  // namespace attention
