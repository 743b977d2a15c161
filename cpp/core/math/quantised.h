// Products with weights that stay in blocks (blocks.h): a row of inputs is multiplied with them as they lie in memory,
// of which there is a quarter or an eighth of the floats'; for many rows they are unpacked panel by panel.
// A single row of inputs is rounded to integers of 16 bits for it, 32 of them with a scale in common: by at most 2^-16
// of the largest of the 32. Same input, same bits, natively and as wasm.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "math/blocks.h"
#include "math/view.h"

namespace attention {

/// Weights [rows, columns] of somebody else's: columns a multiple of the block's numbers; rows without gaps. Their
/// scales are finite.
struct BlockView {
  BlockKind kind;
  const char* data;
  int rows;
  int columns;

  std::size_t rowBytes() const {
    return static_cast<std::size_t>(columns / sizeOf(kind).numbers) * static_cast<std::size_t>(sizeOf(kind).bytes);
  }
  const char* row(int i) const { return data + static_cast<std::size_t>(i) * rowBytes(); }
};

/// Inputs rounded as said above. n: a multiple of 32. Its memory is kept from one row to the next.
class RoundedRow {
 public:
  void round(const float* x, int n);

  const std::int16_t* numbers() const { return numbers_.data(); }  // [n]
  const float* scales() const { return scales_.data(); }           // [n / 32]
  const float* sums() const { return sums_.data(); }               // [n / 16] of the rounded numbers, with their scale

 private:
  std::vector<std::int16_t> numbers_;
  std::vector<float> scales_, sums_;
};

/// y [rows] = weight · x, of x [columns].
void multiplyBlocks(BlockView weight, const RoundedRow& x, float* y);

/// y [T, rows] = x [T, columns] · weightᵀ + bias [rows], or without it if it is null.
void blocksForward(ConstView x, BlockView weight, const float* bias, View y);

}  // namespace attention
