// Positions as angles: neighbours in a vector, half of it apart, are turned as the coordinates of a point, each pair by
// an angle of its own times the position, so that a product of a query and a key depends on how far they are apart.
//   y[i] = x[i] cos - x[i + R/2] sin    y[i + R/2] = x[i + R/2] cos + x[i] sin    of position · frequency[i], i < R/2
//   frequency[i] = base^(-2i / R)
// Of a head's D numbers the first R are turned, the others are left. Sources: J. Su et al., "RoFormer",
// arXiv:2104.09864 (which turns numbers 2i and 2i + 1; halves, as here, are Hugging Face's order); for the scalings S.
// Chen et al., "Extending Context Window of Large Language Models via Positional Interpolation", arXiv:2306.15595, and
// for llama3 Llama Team, "The Llama 3 Herd of Models", arXiv:2407.21783, with the formula of Meta's published code.
#pragma once

#include <vector>

#include "math/floats.h"
#include "math/view.h"

namespace attention {

/// What frequencies are changed by, for texts longer than those trained on. linear: all divided by the factor. llama3:
/// those whose wave is longer than original_context / low divided by it, those shorter than original_context / high
/// left, between them in proportion.
struct RotaryScaling {
  enum class Kind { none, linear, llama3 };

  Kind kind = Kind::none;
  float factor = 1;  // at least 1
  float low = 1;     // below high
  float high = 4;
  int original_context = 8192;

  bool operator==(const RotaryScaling&) const = default;
};

struct Rotary {
  float base = 10'000;
  int size = 0;  // R, even; 0: the whole head
  RotaryScaling scaling{};

  bool operator==(const Rotary&) const = default;
};

/// [R / 2], each rounded to a float, as the programs do that models are trained with. size: R.
std::vector<float> rotaryFrequencies(const Rotary& rotary, int size);

/// Cosines and sines of the positions from 0 on, a row of R numbers for each: R / 2 cosines, then as many sines. They
/// are those of the float nearest to position · frequency, rounded to floats from doubles that are within 4e-16.
class RotaryTable {
 public:
  /// Forgets all where it was for others. size: R.
  void prepare(const Rotary& rotary, int size);
  /// Makes sure that the first `positions` are there.
  void extend(int positions);

  int size() const { return size_; }
  const float* row(int position) const { return numbers_.data() + std::ptrdiff_t{position} * size_; }

 private:
  Rotary rotary_;
  int size_ = 0;
  Floats numbers_;
};

/// y = x turned, both [T, heads · D], row i by position `past` + i; they may be the same. table: has those positions.
void rotaryForward(const RotaryTable& table, int past, int head_size, ConstView x, View y);
/// dx is overwritten; it may be dy.
void rotaryBackward(const RotaryTable& table, int past, int head_size, ConstView dy, View dx);

}  // namespace attention
