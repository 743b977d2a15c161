#include "base/finite.h"

#include <vector>

#include "doctest.h"

using attention::firstNotFinite;

namespace {

template <class Float>
std::size_t placeIn(const std::vector<Float>& numbers) {
  return firstNotFinite(std::span<const Float>(numbers));
}

}  // namespace

TEST_CASE_TEMPLATE("the first number that is not finite is found", Float, float, double) {
  using Limits = std::numeric_limits<Float>;
  CHECK(placeIn<Float>({}) == 0);
  CHECK(placeIn<Float>({0, Limits::max(), Limits::lowest(), Limits::denorm_min()}) == 4);
  CHECK(placeIn<Float>({1, Limits::quiet_NaN(), Limits::infinity()}) == 1);
  CHECK(placeIn<Float>({1, 2, -Limits::infinity()}) == 2);
}
