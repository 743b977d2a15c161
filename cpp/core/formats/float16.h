// Numbers of two bytes, as bits: IEEE 754 half precision, and bfloat16, the upper half of a float.
#pragma once

#include <cstdint>

namespace attention {

/// Exact: every half is a float.
float fromFloat16(std::uint16_t half);

float fromBfloat16(std::uint16_t upper);

/// Rounds to nearest, ties to even; 65520 and beyond become infinite.
std::uint16_t toFloat16(float number);

}  // namespace attention
