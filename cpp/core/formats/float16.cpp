#include "formats/float16.h"

#include <cstring>

namespace attention {

namespace {

// Not std::bit_cast, which Emscripten 3.1.6 has not got.
std::uint32_t bitsOf(float number) {
  std::uint32_t bits;
  std::memcpy(&bits, &number, sizeof bits);
  return bits;
}

float fromBits(std::uint32_t bits) {
  float number;
  std::memcpy(&number, &bits, sizeof number);
  return number;
}

}  // namespace

float fromBfloat16(std::uint16_t upper) { return fromBits(std::uint32_t{upper} << 16); }

float fromFloat16(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000u) << 16;
  const std::uint32_t bits = (half & 0x7FFFu) << 13;
  if (bits >= 0x7C00u << 13) return fromBits(sign | bits | 0x7F800000u);  // infinite, or not a number
  // With the exponent's bias of a float the number is 2^-112 of itself; the product is exact, subnormals included.
  return fromBits(sign | bitsOf(fromBits(bits) * 0x1p112f));
}

std::uint16_t toFloat16(float number) {
  const std::uint32_t sign = (bitsOf(number) >> 16) & 0x8000u;
  const std::uint32_t bits = bitsOf(number) & 0x7FFFFFFFu;
  const float size = fromBits(bits);
  std::uint32_t half;
  if (size != size) {
    half = 0x7E00u;
  } else if (size >= 65536.0f) {
    half = 0x7C00u;
  } else if (size < 0x1p-14f) {
    // Subnormal: the last bit of a float beside 0.5 weighs 2^-24, as a half's does here. The sum rounds.
    half = bitsOf(size + 0.5f) - bitsOf(0.5f);
  } else {
    const std::uint32_t is_odd = (bits >> 13) & 1u;
    half = (bits - (112u << 23) + 0xFFFu + is_odd) >> 13;  // a carry goes on into the exponent, up to infinity
  }
  return static_cast<std::uint16_t>(sign | half);
}

}  // namespace attention
