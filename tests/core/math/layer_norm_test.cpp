#include "math/layer_norm.h"

#include <cmath>

#include "doctest.h"
#include "small_transformer.h"

using namespace attention;

namespace {

/// A layer norm of two rows, and the sum of its outputs times `factors`.
struct NormedRows {
  explicit NormedRows(int row_width) : width(row_width) {}

  int width;
  float epsilon = 1e-5f;
  std::size_t size = static_cast<std::size_t>(width);
  NumpyRandom random{2};
  std::vector<float> x = randomNumbers(random, 2 * size, 4, 1);
  std::vector<float> weight = randomNumbers(random, size, 1, 1);
  std::vector<float> bias = randomNumbers(random, size);
  std::vector<float> factors = randomNumbers(random, 2 * size);
  std::vector<float> y = std::vector<float>(2 * size);
  std::vector<float> normalized = y;
  std::vector<float> scale = std::vector<float>(2);

  View rows(std::vector<float>& numbers) const { return {numbers.data(), 2, width}; }
  View scales(std::vector<float>& numbers) const { return {numbers.data(), 2, 1}; }

  double value() {
    normScaleForward(rows(x), epsilon, rows(normalized), scales(scale));
    normalizeForward(scales(scale), rows(normalized));
    affineForward(rows(normalized), weight.data(), bias.data(), rows(y));
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += static_cast<double>(y[i]) * static_cast<double>(factors[i]);
    return sum;
  }
};

}  // namespace

TEST_CASE("a layer norm's rows have mean 0 and deviation 1 before weight and bias") {
  for (const int width : {2, 3, 8, 13, 64, 771}) {
    CAPTURE(width);
    NormedRows norm(width);
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

TEST_CASE("a layer norm's steps can be looked at: its scale, the rows before weight and bias, and what it puts out") {
  const std::vector<float> x = {9, 11};
  const std::vector<float> weight = {2, 3};
  const std::vector<float> bias = {10, 20};
  std::vector<float> scale(1), normalized(2), y(2);
  const View norm(normalized.data(), 1, 2), out(y.data(), 1, 2), factor(scale.data(), 1, 1);
  normScaleForward({x.data(), 1, 2}, 3, norm, factor);
  CHECK(normalized == std::vector<float>{-1, 1});
  CHECK(scale == std::vector<float>{2});
  normalizeForward(factor, norm);
  CHECK(normalized == std::vector<float>{-0.5f, 0.5f});
  affineForward(norm, weight.data(), bias.data(), out);
  CHECK(y == std::vector<float>{9, 21.5f});
  affineForward(norm, weight.data(), nullptr, out);
  CHECK(y == std::vector<float>{-1, 1.5f});
  scale[0] = normalized[0] = normalized[1] = 0;
  layerNormForward({x.data(), 1, 2}, 3, weight.data(), bias.data(), factor, norm, out);
  CHECK(scale == std::vector<float>{2});
  CHECK(normalized == std::vector<float>{-0.5f, 0.5f});
  CHECK(y == std::vector<float>{9, 21.5f});
}

TEST_CASE("a layer norm of equal numbers is its bias") {
  NormedRows norm(16);
  norm.x.assign(norm.x.size(), 3.5f);
  norm.value();
  CHECK(std::vector<float>(norm.y.begin(), norm.y.begin() + 16) == norm.bias);
}

// Step 1/32: what rounding leaves, about 1e-7 / step, and truncation are both below 1e-5.
TEST_CASE("a layer norm's gradients are what finite differences say") {
  for (const int width : {2, 7, 8, 20}) {
    CAPTURE(width);
    NormedRows norm(width);
    norm.value();
    std::vector<float> dx(2 * norm.size, 3.0f);
    std::vector<float> dweight(norm.size, 1.0f);
    std::vector<float> dbias(norm.size, 2.0f);
    std::vector<float> dnormalized(2 * norm.size), dscale(2);
    affineBackward(norm.rows(norm.normalized), norm.weight.data(), norm.rows(norm.factors), norm.rows(dnormalized),
                   dweight.data(), dbias.data());
    normalizeBackward(norm.rows(norm.normalized), norm.scales(norm.scale), norm.rows(dnormalized), norm.scales(dscale),
                      norm.rows(dx));
    normScaleBackward(norm.rows(norm.normalized), norm.scales(dscale), norm.rows(dx));
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
