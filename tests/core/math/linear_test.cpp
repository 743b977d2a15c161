#include "math/linear.h"

#include <cmath>

#include "doctest.h"
#include "small_transformer.h"

using namespace attention;

namespace {

constexpr LinearSizes kSizes{3, 4, 5};

/// A linear layer, and the sum of its outputs times `factors`.
struct Layer {
  NumpyRandom random{1};
  std::vector<float> x = randomNumbers(random, 12);
  std::vector<float> weight = randomNumbers(random, 20);
  std::vector<float> bias = randomNumbers(random, 5);
  std::vector<float> factors = randomNumbers(random, 15);
  std::vector<float> y = std::vector<float>(15);

  double value() {
    linearForward(kSizes, x.data(), weight.data(), bias.data(), y.data());
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
  linearForward({2, 2, 3}, x.data(), weight.data(), bias.data(), y.data());
  CHECK(y == std::vector<float>{1 + 4 + 10, 2 + 20, -1 + 30, 3 + 8 + 10, 4 + 20, -3 + 30});
}

// The function is linear: finite differences with a step of 1 are off by rounding alone.
TEST_CASE("a linear layer's gradients are what finite differences say") {
  Layer layer;
  layer.value();
  std::vector<float> dx(12);
  std::vector<float> dweight(20, 1.0f);
  std::vector<float> dbias(5, 2.0f);
  linearBackward(kSizes, layer.x.data(), layer.weight.data(), layer.factors.data(), dx.data(), dweight.data(),
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

TEST_CASE("a linear layer's parameters can be left out on the way back") {
  Layer layer;
  layer.value();
  std::vector<float> dx(12);
  std::vector<float> alone(12);
  std::vector<float> dweight(20);
  std::vector<float> dbias(5);
  const float* const dy = layer.factors.data();
  linearBackward(kSizes, layer.x.data(), layer.weight.data(), dy, dx.data(), dweight.data(), dbias.data());
  linearBackward(kSizes, layer.x.data(), layer.weight.data(), dy, alone.data(), nullptr, nullptr);
  CHECK(alone == dx);
}
