// Whole numbers drawn at random, each a pure function of the numbers that the stream begins with and of how many were
// drawn before it: the same on every platform, if no two draws are arguments of one call, whose order C++ leaves open.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>

#include "math/numpy_random.h"

namespace attention::stories {

class Draws {
 public:
  explicit Draws(std::initializer_list<std::int64_t> stream) {
    for (const std::int64_t number : stream) state_ = splitmix64(state_ ^ static_cast<std::uint64_t>(number));
  }

  /// 0 to count - 1. count: 1 to 2^32.
  std::size_t below(std::size_t count) {
    state_ = splitmix64(state_);
    return static_cast<std::size_t>(((state_ >> 32) * count) >> 32);
  }

  /// True `percent` times of a hundred.
  bool chance(std::size_t percent) { return below(100) < percent; }

  template <class Items>
  auto& one(Items&& items) {
    return items[below(std::size(items))];
  }

  template <class Item>
  void shuffle(std::span<Item> items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace attention::stories
