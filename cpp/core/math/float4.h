// Four floats at a time: one register of WebAssembly's SIMD128, and of any processor it natively runs on. The
// compilers' own vector type, so that +, -, *, /, comparison and ?: work on all four and both builds round alike.
#pragma once

#include <cstdint>
#include <cstring>

namespace attention {

using Float4 [[gnu::vector_size(16)]] = float;
using Int4 [[gnu::vector_size(16)]] = std::int32_t;

inline Float4 splat(float x) { return Float4{x, x, x, x}; }

/// From and to 4 floats at any address.
inline Float4 load4(const float* from) {
  Float4 x;
  std::memcpy(&x, from, sizeof x);
  return x;
}
inline void store4(float* to, Float4 x) { std::memcpy(to, &x, sizeof x); }

/// (x0 + x1) + (x2 + x3)
inline float sum(Float4 x) { return (x[0] + x[1]) + (x[2] + x[3]); }

}  // namespace attention
