// IEEE 754 half precision, as bits.
#pragma once

#include <cstdint>

namespace attention {

/// Exact: every half is a float.
float fromFloat16(std::uint16_t half);

/// Rounds to nearest, ties to even; 65520 and beyond become infinite.
std::uint16_t toFloat16(float number);

}  // namespace attention
