#include "math/rotary.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

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
      for (int i = 0; i < half; ++i) {
        const float first = from[i], second = from[i + half], sine = direction * sines[i];
        to[i] = first * cosines[i] - second * sine;
        to[i + half] = second * cosines[i] + first * sine;
      }
      for (int i = 2 * half; i < head_size; ++i) to[i] = from[i];
    }
  }
}

}  // namespace

std::vector<float> rotaryFrequencies(const Rotary& rotary, int size) {
  std::vector<float> frequencies;
  for (int i = 0; i < size; i += 2) {
    double frequency = std::pow(static_cast<double>(rotary.base), -static_cast<double>(i) / size);
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
  numbers_.reserve(static_cast<std::size_t>(end) * static_cast<std::size_t>(size_));
  for (int position = known; position < end; ++position) {
    for (const bool is_sine : {false, true}) {
      for (const float frequency : frequencies) {
        const auto angle = static_cast<double>(static_cast<float>(position) * frequency);
        numbers_.push_back(static_cast<float>(is_sine ? std::sin(angle) : std::cos(angle)));
      }
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
