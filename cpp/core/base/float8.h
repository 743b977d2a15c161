// Numbers of one byte, as bits, named after the bits of their exponents and fractions.
#pragma once

#include <cstdint>
#include <limits>

#include "base/float16.h"

namespace attention {

/// The upper half of a half: it has infinities. Exact.
inline float fromFloat8E5M2(std::uint8_t byte) { return fromFloat16(static_cast<std::uint16_t>(byte << 8)); }

/// Up to 448; there are no infinities, and one NaN of each sign. Exact. P. Micikevicius et al., "FP8 Formats for Deep
/// Learning", arXiv:2209.05433.
inline float fromFloat8E4M3(std::uint8_t byte) {
  if ((byte & 0x7Fu) == 0x7Fu) return std::numeric_limits<float>::quiet_NaN();
  // As a half's bits its exponent is 8 too small: the bias is 7, not 15.
  return fromFloat16(static_cast<std::uint16_t>(((byte & 0x80u) << 8) | ((byte & 0x7Fu) << 7))) * 256;
}

}  // namespace attention
