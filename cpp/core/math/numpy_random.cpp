#include "math/numpy_random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace attention {

namespace {

std::uint32_t checkedSeed(std::int64_t seed) {
  requireInRange(kSeedRange, seed);
  return static_cast<std::uint32_t>(seed);
}

}  // namespace

// The standard fixes both mt19937 and its seeding by one integer, and they are what NumPy's legacy seeding does.
NumpyRandom::NumpyRandom(std::int64_t seed) : generator_(checkedSeed(seed)) {}

double NumpyRandom::uniform() {
  const double high = static_cast<double>(generator_() >> 5);  // 27 bits
  const double low = static_cast<double>(generator_() >> 6);   // 26 bits
  return (high * 0x1p26 + low) * 0x1p-53;
}

float NormalRandom::next() {
  if (std::exchange(has_spare_, !has_spare_)) return spare_;
  float x = 0;
  float square = 0;
  do {  // a point in the unit circle
    x = coordinate();
    spare_ = coordinate();
    square = x * x + spare_ * spare_;
  } while (square >= 1 || square == 0);
  const float factor = std::sqrt(-2 * std::log(square) / square);
  spare_ *= factor;
  return x * factor;
}

std::uint64_t splitmix64(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

Vector cumulativeProbabilities(const VectorView& p) {
  Vector cumulative(p.size());
  std::partial_sum(p.begin(), p.end(), cumulative.begin());
  const double total = cumulative[cumulative.size() - 1];
  return cumulative / total;
}

int chooseIndex(const VectorView& cumulative, double draw) {
  return static_cast<int>(std::upper_bound(cumulative.begin(), cumulative.end(), draw) - cumulative.begin());
}

}  // namespace attention
