#include "base/float16.h"

namespace attention {

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
