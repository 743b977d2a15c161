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

/// The transpose of the 4 x 4 matrix with these rows, in place.
inline void transpose(Float4& a, Float4& b, Float4& c, Float4& d) {
  const Float4 ab_low{a[0], b[0], a[1], b[1]}, ab_high{a[2], b[2], a[3], b[3]};
  const Float4 cd_low{c[0], d[0], c[1], d[1]}, cd_high{c[2], d[2], c[3], d[3]};
  a = Float4{ab_low[0], ab_low[1], cd_low[0], cd_low[1]};
  b = Float4{ab_low[2], ab_low[3], cd_low[2], cd_low[3]};
  c = Float4{ab_high[0], ab_high[1], cd_high[0], cd_high[1]};
  d = Float4{ab_high[2], ab_high[3], cd_high[2], cd_high[3]};
}

}  // namespace attention
