// Integers in registers of 16 bytes, for sums of products of 8-bit weights and 16-bit inputs: the few steps for which
// WebAssembly's SIMD128 has instructions that compilers do not find by themselves.
#pragma once

#include <cstdint>
#include <cstring>

#include "math/float4.h"

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

namespace attention {

using Byte16 [[gnu::vector_size(16)]] = std::int8_t;
using Short8 [[gnu::vector_size(16)]] = std::int16_t;

inline Byte16 loadBytes(const void* from) {
  Byte16 x;
  std::memcpy(&x, from, sizeof x);
  return x;
}
inline Short8 loadShorts(const std::int16_t* from) {
  Short8 x;
  std::memcpy(&x, from, sizeof x);
  return x;
}

/// The low 4 bits of each byte, and the high 4.
inline Byte16 lowNibbles(Byte16 x) { return x & 15; }
inline Byte16 highNibbles(Byte16 x) {
#ifdef __wasm_simd128__
  return (Byte16)wasm_u8x16_shr((v128_t)x, 4);
#else
  return (x >> 4) & 15;
#endif
}

/// Σ bytes · shorts in four parts, each below 2^31: 8 bits times 16, 16 of them.
inline Int4 dot16(Byte16 bytes, const std::int16_t* shorts) {
  const Short8 a = loadShorts(shorts), b = loadShorts(shorts + 8);
#ifdef __wasm_simd128__
  const v128_t low = wasm_i16x8_extend_low_i8x16((v128_t)bytes), high = wasm_i16x8_extend_high_i8x16((v128_t)bytes);
  return (Int4)wasm_i32x4_add(wasm_i32x4_dot_i16x8(low, (v128_t)a), wasm_i32x4_dot_i16x8(high, (v128_t)b));
#else
  Int4 sums{};
  for (int i = 0; i < 8; ++i) sums[i / 2] += bytes[i] * a[i] + bytes[8 + i] * b[i];
  return sums;
#endif
}

inline Float4 toFloats(Int4 x) { return __builtin_convertvector(x, Float4); }

}  // namespace attention
