#include "float16.h"

#include <bit>

namespace attention {

float fromFloat16(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000u) << 16;
  std::uint32_t bits = (half & 0x7FFFu) << 13;
  if (bits >= 0x7C00u << 13) return std::bit_cast<float>(sign | bits | 0x7F800000u);  // infinite, or not a number
  // With the exponent's bias of a float the number is 2^-112 of itself; the product is exact, subnormals included.
  bits = std::bit_cast<std::uint32_t>(std::bit_cast<float>(bits) * 0x1p112f);
  return std::bit_cast<float>(sign | bits);
}

std::uint16_t toFloat16(float number) {
  constexpr std::uint32_t kInfinity = 0x7F800000u;
  const std::uint32_t all_bits = std::bit_cast<std::uint32_t>(number);
  const std::uint32_t bits = all_bits & 0x7FFFFFFFu;
  const std::uint32_t sign = (all_bits >> 16) & 0x8000u;
  std::uint32_t half;
  if (bits > kInfinity) {
    half = 0x7E00u;
  } else if (std::bit_cast<float>(bits) >= 65536.0f) {
    half = 0x7C00u;
  } else if (std::bit_cast<float>(bits) < 0x1p-14f) {
    // Subnormal: the last bit of a float beside 0.5 weighs 2^-24, as a half's does here. The sum rounds.
    half = std::bit_cast<std::uint32_t>(std::bit_cast<float>(bits) + 0.5f) - std::bit_cast<std::uint32_t>(0.5f);
  } else {
    const std::uint32_t is_odd = (bits >> 13) & 1u;
    half = (bits - (112u << 23) + 0xFFFu + is_odd) >> 13;  // a carry goes on into the exponent, up to infinity
  }
  return static_cast<std::uint16_t>(sign | half);
}

}  // namespace attention
