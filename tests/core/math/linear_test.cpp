#include "math/linear.h"

#include <cmath>

#include "doctest.h"
#include "small_transformer.h"

using namespace attention;

namespace {

/// A linear layer of 4 numbers to 5 on 3 rows, and the sum of its outputs times `factors`.
struct Layer {
  NumpyRandom random{1};
  std::vector<float> x = randomNumbers(random, 12);
  std::vector<float> weight = randomNumbers(random, 20);
  std::vector<float> bias = randomNumbers(random, 5);
  std::vector<float> factors = randomNumbers(random, 15);
  std::vector<float> y = std::vector<float>(15);

  ConstView xs() const { return {x.data(), 3, 4}; }
  ConstView weights() const { return {weight.data(), 4, 5}; }
  ConstView dys() const { return {factors.data(), 3, 5}; }

  double value() {
    linearForward(xs(), weights(), bias.data(), {y.data(), 3, 5});
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += static_cast<double>(y[i]) * static_cast<double>(factors[i]);
    return sum;
  }
};

}  // namespace

TEST_CASE("a linear layer is x times weight plus bias") {
  const std::vector<float> x = {1, 2, 3, 4};
  const std::vector<float> weight = {1, 0, -1, 2, 1, 0};
  const std::vector<float> bias = {10, 20, 30};
  std::vector<float> y(6);
  linearForward({x.data(), 2, 2}, {weight.data(), 2, 3}, bias.data(), {y.data(), 2, 3});
  CHECK(y == std::vector<float>{1 + 4 + 10, 2 + 20, -1 + 30, 3 + 8 + 10, 4 + 20, -3 + 30});
  linearForward({x.data(), 2, 2}, {weight.data(), 2, 3}, nullptr, {y.data(), 2, 3});
  CHECK(y == std::vector<float>{1 + 4, 2, -1, 3 + 8, 4, -3});
}

// The function is linear: finite differences with a step of 1 are off by rounding alone.
TEST_CASE("a linear layer's gradients are what finite differences say") {
  Layer layer;
  layer.value();
  std::vector<float> dx(12);
  std::vector<float> dweight(20, 1.0f);
  std::vector<float> dbias(5, 2.0f);
  linearBackward(layer.xs(), layer.weights(), layer.dys(), {dx.data(), 3, 4}, false, {dweight.data(), 4, 5},
                 dbias.data());
  const auto compare = [&](std::vector<float>& argument, const std::vector<float>& gradient, double before) {
    for (std::size_t i = 0; i < argument.size(); ++i) {
      const double measured = derivativeBy(argument, i, 1, [&] { return layer.value(); });
      CHECK(std::abs(measured + before - static_cast<double>(gradient[i])) <= 1e-6);
    }
  };
  compare(layer.x, dx, 0);            // overwritten
  compare(layer.weight, dweight, 1);  // added to
  compare(layer.bias, dbias, 2);
}

TEST_CASE("a linear layer's parameters can be left out on the way back, and its input's gradient added to another") {
  Layer layer;
  layer.value();
  std::vector<float> dx(12), alone(12), twice(12);
  std::vector<float> dweight(20), dbias(5);
  linearBackward(layer.xs(), layer.weights(), layer.dys(), {dx.data(), 3, 4}, false, {dweight.data(), 4, 5},
                 dbias.data());
  linearBackward(layer.xs(), layer.weights(), layer.dys(), {alone.data(), 3, 4}, false, {}, nullptr);
  CHECK(alone == dx);
  for (int i = 0; i < 2; ++i) {
    linearBackward(layer.xs(), layer.weights(), layer.dys(), {twice.data(), 3, 4}, true, {}, nullptr);
  }
  for (std::size_t i = 0; i < dx.size(); ++i) CHECK(twice[i] == doctest::Approx(2 * dx[i]));
}

TEST_CASE("rows are added and copied with whatever lies between them left alone") {
  const std::vector<float> a = {1, 2, 9, 3, 4, 9};
  const std::vector<float> b = {10, 20, 30, 40};
  std::vector<float> sum = {0, 0, 7, 0, 0, 7};
  add({a.data(), 2, 2, 3}, {b.data(), 2, 2}, {sum.data(), 2, 2, 3});
  CHECK(sum == std::vector<float>{11, 22, 7, 33, 44, 7});
  copy({b.data(), 2, 2}, {sum.data(), 2, 2, 3});
  CHECK(sum == std::vector<float>{10, 20, 7, 30, 40, 7});
  add({sum.data(), 2, 2, 3}, {b.data(), 2, 2}, {sum.data(), 2, 2, 3});
  CHECK(sum == std::vector<float>{20, 40, 7, 60, 80, 7});
}
