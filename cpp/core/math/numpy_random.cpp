#include "math/numpy_random.h"

#include <algorithm>
#include <numeric>

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
