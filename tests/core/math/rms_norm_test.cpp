#include "math/rms_norm.h"

#include <cmath>

#include "doctest.h"
#include "math/layer_norm.h"
#include "small_transformer.h"

using namespace attention;

namespace {

constexpr float kEpsilon = 1e-5f;

/// An RMS norm of two rows, and the sum of its outputs times `factors`.
struct NormedRows {
  explicit NormedRows(int row_width) : width(row_width) {}

  int width;
  std::size_t size = static_cast<std::size_t>(width);
  NumpyRandom random{2};
  std::vector<float> x = randomNumbers(random, 2 * size, 4, 1);
  std::vector<float> weight = randomNumbers(random, size, 1, 1);
  std::vector<float> factors = randomNumbers(random, 2 * size);
  std::vector<float> y = std::vector<float>(2 * size);
  std::vector<float> normalized = y;
  std::vector<float> scale = std::vector<float>(2);

  View rows(std::vector<float>& numbers) const { return {numbers.data(), 2, width}; }
  View scales(std::vector<float>& numbers) const { return {numbers.data(), 2, 1}; }

  double value() {
    rmsNormForward(rows(x), kEpsilon, weight.data(), nullptr, scales(scale), rows(normalized), rows(y));
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += static_cast<double>(y[i]) * static_cast<double>(factors[i]);
    return sum;
  }
};

}  // namespace

TEST_CASE("an RMS norm divides by the root of the mean square, and leaves the mean in") {
  std::vector<float> x = {3, 4, 1, 1}, weight = {2, 1}, scale(2), normalized(4), y(4);
  rmsNormForward({x.data(), 2, 2}, 0.5f, weight.data(), nullptr, {scale.data(), 2, 1}, {normalized.data(), 2, 2},
                 {y.data(), 2, 2});
  CHECK(scale[0] == doctest::Approx(std::sqrt(13)));
  CHECK(normalized[1] == doctest::Approx(4 / std::sqrt(13)));
  CHECK(y[0] == doctest::Approx(6 / std::sqrt(13)));
  CHECK(y[2] == doctest::Approx(2 / std::sqrt(1.5)));
}

TEST_CASE("an RMS norm's gradients are what finite differences say, of its input, its weight and its scale") {
  for (const int width : {1, 2, 6, 13, 64}) {
    CAPTURE(width);
    NormedRows norm(width);
    norm.value();
    std::vector<float> dnormalized(norm.y.size()), dx(norm.y.size()), dscale(2), dweight(norm.size);
    affineBackward(norm.rows(norm.normalized), norm.weight.data(), norm.rows(norm.factors), norm.rows(dnormalized),
                   dweight.data(), nullptr);
    rmsNormalizeBackward(norm.rows(norm.normalized), norm.scales(norm.scale), norm.rows(dnormalized),
                         norm.scales(dscale), norm.rows(dx));
    normScaleBackward(norm.rows(norm.normalized), norm.scales(dscale), norm.rows(dx));
    const auto value = [&] { return norm.value(); };
    for (std::size_t i = 0; i < dx.size(); ++i) {
      const double measured = derivativeBy(norm.x, i, 1.0 / 64, value);
      CHECK(std::abs(measured - static_cast<double>(dx[i])) <= 1e-4);
    }
    for (std::size_t i = 0; i < dweight.size(); ++i) {
      const double measured = derivativeBy(norm.weight, i, 1.0 / 64, value);
      CHECK(std::abs(measured - static_cast<double>(dweight[i])) <= 1e-4);
    }
  }
}
