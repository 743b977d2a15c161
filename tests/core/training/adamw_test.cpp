#include "training/adamw.h"

#include <cmath>
#include <vector>

#include "doctest.h"
#include "math/numpy_random.h"

using attention::AdamWStep;
using attention::adamwUpdate;
using attention::clippingFactor;
using attention::NumpyRandom;

TEST_CASE("the first step moves each weight by the learning rate against its gradient's sign") {
  std::vector<float> weights{1, 1, 1};
  const std::vector<float> gradients{0.5f, -2, 0};
  std::vector<float> first(3, 0.0f);
  std::vector<float> second(3, 0.0f);
  adamwUpdate({.learning_rate = 0.1, .beta1 = 0.9, .beta2 = 0.99}, weights, gradients, first, second);
  CHECK(weights[0] == doctest::Approx(0.9));
  CHECK(weights[1] == doctest::Approx(1.1));
  CHECK(weights[2] == 1);
  CHECK(first[0] == doctest::Approx(0.05));
  CHECK(second[1] == doctest::Approx(0.04));
}

TEST_CASE("decay takes its share of the weight, not of the gradient") {
  std::vector<float> weights{2};
  std::vector<float> first{0};
  std::vector<float> second{0};
  adamwUpdate({.learning_rate = 0.1, .weight_decay = 0.5}, weights, std::vector<float>{0}, first, second);
  CHECK(weights[0] == doctest::Approx(2 * (1 - 0.05)));
  CHECK(first[0] == 0);
}

TEST_CASE("many steps are those of the published algorithm in double") {
  constexpr std::size_t kSize = 37;  // no multiple of a vector's width
  NumpyRandom random(5);
  std::vector<float> weights(kSize, 0.5f), gradients(kSize), first(kSize, 0.0f), second(kSize, 0.0f);
  std::vector<double> w(kSize, 0.5), m(kSize, 0.0), v(kSize, 0.0);
  AdamWStep step{.learning_rate = 0.02, .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-6, .weight_decay = 0.1};
  step.gradient_factor = 0.5;
  for (step.number = 1; step.number <= 30; ++step.number) {
    for (float& gradient : gradients) gradient = static_cast<float>(random.uniform() - 0.4);
    adamwUpdate(step, weights, gradients, first, second);
    for (std::size_t i = 0; i < kSize; ++i) {
      const double g = 0.5 * static_cast<double>(gradients[i]);
      m[i] = 0.8 * m[i] + 0.2 * g;
      v[i] = 0.95 * v[i] + 0.05 * g * g;
      const double m_hat = m[i] / (1 - std::pow(0.8, step.number));
      const double v_hat = v[i] / (1 - std::pow(0.95, step.number));
      w[i] -= 0.02 * (m_hat / (std::sqrt(v_hat) + 1e-6) + 0.1 * w[i]);
    }
  }
  for (std::size_t i = 0; i < kSize; ++i) {
    CHECK(weights[i] == doctest::Approx(w[i]).epsilon(1e-5));
    CHECK(first[i] == doctest::Approx(m[i]).epsilon(1e-5));
    CHECK(second[i] == doctest::Approx(v[i]).epsilon(1e-5));
  }
}

TEST_CASE("the norm is the root of the sum of squares, even where a square exceeds the largest float") {
  CHECK(attention::norm(std::vector<float>{3, 4}) == 5);
  CHECK(attention::norm({}) == 0);
  CHECK(attention::norm(std::vector<float>(19, 2.0f)) == doctest::Approx(2 * std::sqrt(19.0)).epsilon(1e-15));
  CHECK(attention::norm(std::vector<float>(16, 1e30f)) == doctest::Approx(4e30));
  CHECK(std::isnan(attention::norm(std::vector<float>{1, NAN})));
}

TEST_CASE("a norm beyond the clip is brought back to it, a smaller one is left") {
  CHECK(clippingFactor(4, 1) == doctest::Approx(0.25));
  CHECK(clippingFactor(0.5, 1) == 1);
  CHECK(clippingFactor(0, 1) == 1);
}
