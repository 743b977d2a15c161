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

}  // namespace attention
