#include "math/rotary.h"

#include <algorithm>
#include <cstddef>
#include <numbers>

#include "math/cosine.h"
#include "math/float4.h"

namespace attention {

namespace {

/// What a frequency is multiplied by.
double llama3Factor(const RotaryScaling& scaling, double frequency) {
  const double factor = 1 / static_cast<double>(scaling.factor);
  const double wave = 2 * std::numbers::pi / frequency;
  const double low = static_cast<double>(scaling.low), high = static_cast<double>(scaling.high);
  const double turns = scaling.original_context / wave;  // within the original context
  if (turns < low) return factor;
  if (turns > high) return 1;
  const double share = (turns - low) / (high - low);
  return (1 - share) * factor + share;
}

/// direction: 1 turns, -1 turns back.
void turn(const RotaryTable& table, int past, int head_size, float direction, ConstView x, View y) {
  const int half = table.size() / 2;
  for (int row = 0; row < x.rows; ++row) {
    const float* const cosines = table.row(past + row);
    const float* const sines = cosines + half;
    for (int head = 0; head < x.columns; head += head_size) {
      const float* const from = x.row(row) + head;
      float* const to = y.row(row) + head;
      int i = 0;
      for (; i + 4 <= half; i += 4) {
        const Float4 first = load4(from + i), second = load4(from + i + half);
        const Float4 cosine = load4(cosines + i), sine = splat(direction) * load4(sines + i);
        store4(to + i, first * cosine - second * sine);
        store4(to + i + half, second * cosine + first * sine);
      }
      for (; i < half; ++i) {
        const float first = from[i], second = from[i + half], sine = direction * sines[i];
        to[i] = first * cosines[i] - second * sine;
        to[i + half] = second * cosines[i] + first * sine;
      }
      if (to != from) std::copy(from + 2 * half, from + head_size, to + 2 * half);
    }
  }
}

}  // namespace

std::vector<float> rotaryFrequencies(const Rotary& rotary, int size) {
  std::vector<float> frequencies;
  for (int i = 0; i < size; i += 2) {
    double frequency = power(static_cast<double>(rotary.base), -static_cast<double>(i) / size);
    if (rotary.scaling.kind == RotaryScaling::Kind::linear) frequency /= static_cast<double>(rotary.scaling.factor);
    if (rotary.scaling.kind == RotaryScaling::Kind::llama3) frequency *= llama3Factor(rotary.scaling, frequency);
    frequencies.push_back(static_cast<float>(frequency));
  }
  return frequencies;
}

void RotaryTable::prepare(const Rotary& rotary, int size) {
  if (rotary == rotary_ && size == size_) return;
  rotary_ = rotary;
  size_ = size;
  numbers_.clear();
}

void RotaryTable::extend(int positions) {
  const int known = static_cast<int>(numbers_.size()) / size_;
  if (known >= positions) return;
  const std::vector<float> frequencies = rotaryFrequencies(rotary_, size_);
  const int end = std::max(positions, 2 * known);  // where one more is wanted, others soon are
  numbers_.resize(static_cast<std::size_t>(end) * static_cast<std::size_t>(size_));
  for (int position = known; position < end; ++position) {
    float* number = numbers_.data() + std::ptrdiff_t{position} * size_;
    for (const float frequency : frequencies) {
      const PointAt point = pointAt(static_cast<double>(static_cast<float>(position) * frequency));
      number[size_ / 2] = static_cast<float>(point.sine);
      *number++ = static_cast<float>(point.cosine);
    }
  }
}

void rotaryForward(const RotaryTable& table, int past, int head_size, ConstView x, View y) {
  turn(table, past, head_size, 1, x, y);
}

void rotaryBackward(const RotaryTable& table, int past, int head_size, ConstView dy, View dx) {
  turn(table, past, head_size, -1, dy, dx);
}

}  // namespace attention
