#include "math/vector_math.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "doctest.h"

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

std::vector<float> numbers(int n, float low, float high, unsigned seed) {
  std::minstd_rand random(seed);
  std::vector<float> x(static_cast<std::size_t>(n));
  for (float& value : x) value = low + (high - low) * static_cast<float>(random() % 1000003) / 1000003;
  return x;
}

struct Function {
  attention::ActivationFunction function;
  double (*value)(double x);
  double (*slope)(double x);
};

double share(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double tanhOf(double x) { return std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)); }

const Function kFunctions[] = {
    {attention::ActivationFunction::gelu_tanh, [](double x) { return 0.5 * x * (1 + tanhOf(x)); },
     [](double x) {
       const double t = tanhOf(x);
       return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * std::sqrt(2 / M_PI) * (1 + 3 * 0.044715 * x * x);
     }},
    {attention::ActivationFunction::gelu, [](double x) { return x * share(x); },
     [](double x) { return share(x) + x * std::exp(-x * x / 2) / std::sqrt(2 * M_PI); }},
    {attention::ActivationFunction::relu, [](double x) { return std::max(0.0, x); },
     [](double x) { return x > 0 ? 1.0 : 0.0; }},
    {attention::ActivationFunction::silu, [](double x) { return x * sigmoid(x); },
     [](double x) { return sigmoid(x) * (1 + x * (1 - sigmoid(x))); }},
};

float exponential(float x) {
  float y = 0;
  attention::sumExp(&x, 0, &y, 1);
  return y;
}

}  // namespace

TEST_CASE("the exponential is within two units in the last place") {
  std::vector<float> x = numbers(200000, -87.2F, 88.2F, 1);
  for (const float value : numbers(50000, -1, 1, 2)) x.push_back(value);
  std::vector<float> y(x.size());
  attention::sumExp(x.data(), 0, y.data(), static_cast<int>(x.size()));
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double expected = std::exp(static_cast<double>(x[i]));
    const double unit = std::ldexp(1.0, std::ilogb(expected) - 23);
    worst = std::max(worst, std::abs(y[i] - expected) / unit);
  }
  CHECK(worst <= 2);
}

TEST_CASE("the exponential is exact at 0 and has a floor, a ceiling and NaN") {
  CHECK(exponential(0) == 1);
  CHECK(exponential(-87.4F) == 0);
  CHECK(exponential(-kInfinity) == 0);
  CHECK(exponential(88.4F) == kInfinity);
  CHECK(exponential(kInfinity) == kInfinity);
  CHECK(std::isnan(exponential(kNaN)));
}

TEST_CASE("exponentials of any number of differences are summed, in place too") {
  for (int n = 0; n <= 21; ++n) {
    std::vector<float> x = numbers(n, -5, 5, 3);
    std::vector<double> expected;
    double total = 0;
    for (const float value : x) {
      expected.push_back(std::exp(static_cast<double>(value - 4.5F)));
      total += expected.back();
    }
    const float sum = attention::sumExp(x.data(), 4.5F, x.data(), n);
    CHECK(sum == doctest::Approx(total).epsilon(1e-6));
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(x[i] == doctest::Approx(expected[i]).epsilon(1e-6));
  }
}

TEST_CASE("the largest of any number of floats is found wherever it is") {
  CHECK(attention::maximum(nullptr, 0) == -kInfinity);
  for (int n = 1; n <= 37; ++n) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
      std::vector<float> x(static_cast<std::size_t>(n), -7);
      x[i] = -3;
      CHECK(attention::maximum(x.data(), n) == -3);
    }
  }
  const float masked[] = {-kInfinity, 2, -kInfinity, -kInfinity, -kInfinity};
  CHECK(attention::maximum(masked, 5) == 2);
}

TEST_CASE("a dot product takes any number of terms") {
  for (int n = 0; n <= 37; ++n) {
    const std::vector<float> a = numbers(n, -1, 1, 4);
    const std::vector<float> b = numbers(n, -1, 1, 5);
    double expected = 0;
    for (std::size_t i = 0; i < a.size(); ++i) expected += static_cast<double>(a[i]) * b[i];
    CHECK(std::abs(attention::dot(a.data(), b.data(), n) - expected) < 2e-6);
  }
}

TEST_CASE("activation functions and their slopes equal their formulas, for any number of floats and far from zero") {
  for (const Function& expected : kFunctions) {
    CAPTURE(static_cast<int>(expected.function));
    for (const int n : {0, 1, 2, 3, 4, 5, 6, 7, 8, 100003}) {
      std::vector<float> x = numbers(n, -12, 12, 6);
      if (n > 8) {
        for (const float value : {0.0F, -0.0F, 1e4F, -1e4F, 1e18F, -1e18F, 1e-30F}) x.push_back(value);
      }
      const int count = static_cast<int>(x.size());
      const std::vector<float> dy = numbers(count, -2, 2, 7);
      std::vector<float> y(x.size()), dx(x.size());
      attention::activate(expected.function, x.data(), y.data(), count);
      attention::activateBackward(expected.function, x.data(), dy.data(), dx.data(), count);
      double worst = 0, worst_slope = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double number = x[i];
        worst = std::max(worst, std::abs(y[i] - expected.value(number)) / std::max(1.0, std::abs(number)));
        worst_slope =
            std::max(worst_slope, std::abs(dx[i] - dy[i] * expected.slope(number)) / std::max(1e-3F, std::abs(dy[i])));
      }
      CHECK(worst <= 3e-7);
      CHECK(worst_slope <= 5e-7);
    }
  }
}
