#include "math/layer_norm.h"

#include <cmath>

#include "doctest.h"
#include "small_transformer.h"

using namespace attention;

namespace {

/// A layer norm of two rows, and the sum of its outputs times `factors`.
struct Norm {
  explicit Norm(int row_width) : width(row_width) {}

  int width;
  float epsilon = 1e-5f;
  std::size_t size = static_cast<std::size_t>(width);
  NumpyRandom random{2};
  std::vector<float> x = randomNumbers(random, 2 * size, 4, 1);
  std::vector<float> weight = randomNumbers(random, size, 1, 1);
  std::vector<float> bias = randomNumbers(random, size);
  std::vector<float> factors = randomNumbers(random, 2 * size);
  std::vector<float> y = std::vector<float>(2 * size);
  std::vector<float> moments = std::vector<float>(4);

  double value() {
    layerNormForward({2, width}, epsilon, x.data(), weight.data(), bias.data(), y.data(), moments.data());
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += static_cast<double>(y[i]) * static_cast<double>(factors[i]);
    return sum;
  }
};

}  // namespace

TEST_CASE("a layer norm's rows have mean 0 and deviation 1 before weight and bias") {
  for (const int width : {2, 3, 8, 13, 64, 771}) {
    CAPTURE(width);
    Norm norm(width);
    norm.epsilon = 1e-12f;
    norm.weight.assign(norm.size, 1);
    norm.bias.assign(norm.size, 0);
    norm.value();
    for (std::size_t begin = 0; begin < norm.y.size(); begin += norm.size) {
      double sum = 0;
      double squares = 0;
      for (std::size_t i = begin; i < begin + norm.size; ++i) {
        sum += static_cast<double>(norm.y[i]);
        squares += std::pow(static_cast<double>(norm.y[i]), 2);
      }
      CHECK(std::abs(sum / width) <= 1e-6);
      CHECK(std::abs(squares / width - 1) <= 1e-6);
    }
  }
}

TEST_CASE("a layer norm's weight and bias come after it") {
  const std::vector<float> x = {-1, 1};
  const std::vector<float> weight = {2, 3};
  const std::vector<float> bias = {10, 20};
  std::vector<float> y(2);
  std::vector<float> moments(2);
  layerNormForward({1, 2}, 1e-12f, x.data(), weight.data(), bias.data(), y.data(), moments.data());
  CHECK(y == std::vector<float>{8, 23});
  CHECK(moments == std::vector<float>{0, 1});
}

TEST_CASE("a layer norm of equal numbers is its bias") {
  const std::vector<float> x(16, 3.5f);
  const std::vector<float> weight(16, 1);
  const std::vector<float> bias(16, 0.25f);
  std::vector<float> y(16);
  std::vector<float> moments(2);
  layerNormForward({1, 16}, 1e-5f, x.data(), weight.data(), bias.data(), y.data(), moments.data());
  CHECK(y == bias);
}

// Step 1/32: what rounding leaves, about 1e-7 / step, and truncation are both below 1e-5.
TEST_CASE("a layer norm's gradients are what finite differences say") {
  for (const int width : {2, 7, 8, 20}) {
    CAPTURE(width);
    Norm norm(width);
    norm.value();
    std::vector<float> dx(2 * norm.size, 3.0f);
    std::vector<float> dweight(norm.size, 1.0f);
    std::vector<float> dbias(norm.size, 2.0f);
    layerNormBackward({2, width}, norm.x.data(), norm.weight.data(), norm.moments.data(), norm.factors.data(),
                      dx.data(), dweight.data(), dbias.data());
    const auto compare = [&](std::vector<float>& argument, const std::vector<float>& gradient, double before) {
      for (std::size_t i = 0; i < argument.size(); ++i) {
        const double measured = derivativeBy(argument, i, 1.0 / 32, [&] { return norm.value(); });
        CHECK(std::abs(measured + before - static_cast<double>(gradient[i])) <= 1e-5);
      }
    };
    compare(norm.x, dx, 3);  // all are added to
    compare(norm.weight, dweight, 1);
    compare(norm.bias, dbias, 2);
  }
}
