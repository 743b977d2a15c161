// Quantised numbers as ggml's files have them: blocks of 32 or 256 with scales of their own. Source: the layouts in
// https://github.com/ggml-org/ggml, src/ggml-common.h.
//   Qn_0  32 numbers: a scale (a half), then integers of n bits about 0
//   Qn_1  32 numbers: a scale and a minimum (halves), then integers of n bits from 0
//   Qn_K  256 numbers in 8 or 16 parts; each part's own small scale (and minimum) is itself an integer, multiplied by
//         the block's scale (and minimum), which are halves
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace attention {

enum class BlockKind : std::uint8_t { q4_0, q4_1, q5_0, q5_1, q8_0, q2_k, q3_k, q4_k, q5_k, q6_k };

/// Sizes of a block.
struct BlockSize {
  int numbers;
  int bytes;
};

BlockSize sizeOf(BlockKind kind);

/// By ggml's name: "Q4_0", "Q6_K".
std::optional<BlockKind> blockKindNamed(std::string_view name);

/// The numbers of one block, sizeOf(kind).numbers of them. Not finite where the block's scales are not.
void unpackBlock(BlockKind kind, const char* block, float* numbers);

// What kernels need of the K kinds' own scales, which lie in 12 bytes.

/// Q3_K: of part 0..15, -32..31: lower nibbles in 8 bytes, then the upper two bits, four to a byte.
inline int scaleOfQ3K(const std::uint8_t* scales, int part) {
  const int low = part < 8 ? scales[part] & 15 : scales[part - 8] >> 4;
  const int high = (scales[8 + part % 4] >> (part / 4 * 2)) & 3;
  return (low | high << 4) - 32;
}

/// Q4_K and Q5_K: of part 0..7, from 0 to 63: those of the first four lie in a byte each, in whose upper two bits are
/// those of the last four.
struct BlockPart {
  int scale;
  int minimum;
};
inline BlockPart partOf(const std::uint8_t* scales, int part) {
  if (part < 4) return {scales[part] & 63, scales[part + 4] & 63};
  const std::uint8_t *const low = scales + part + 4, *const high = scales + part - 4;
  return {(low[0] & 15) | high[0] >> 6 << 4, low[0] >> 4 | high[4] >> 6 << 4};
}

}  // namespace attention
