#include "training/adamw.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace attention {

namespace {

/// By squaring: std::pow would bring 4 KB of tables, and exponents are whole here.
double power(double base, std::int64_t exponent) {
  double result = 1;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) result *= base;
    base *= base;
  }
  return result;
}

}  // namespace

void adamwUpdate(const AdamWStep& step, std::span<float> weights, std::span<const float> gradients,
                 std::span<float> first_moments, std::span<float> second_moments) {
  const double first_bias = 1 - power(step.beta1, step.number);
  const double second_bias = 1 - power(step.beta2, step.number);
  const auto factor = static_cast<float>(step.gradient_factor);
  const auto kept = static_cast<float>(1 - step.learning_rate * step.weight_decay);
  const auto new_first = static_cast<float>(1 - step.beta1);
  const auto old_second = static_cast<float>(step.beta2);
  const auto new_second = static_cast<float>(1 - step.beta2);
  const auto size = static_cast<float>(step.learning_rate / first_bias);
  const auto second_root = static_cast<float>(std::sqrt(second_bias));
  const auto epsilon = static_cast<float>(step.epsilon);

  float* const w = weights.data();
  const float* const g = gradients.data();
  float* const m = first_moments.data();
  float* const v = second_moments.data();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const float gradient = g[i] * factor;
    m[i] += (gradient - m[i]) * new_first;
    v[i] = v[i] * old_second + new_second * gradient * gradient;
    w[i] = w[i] * kept - size * (m[i] / (std::sqrt(v[i]) / second_root + epsilon));
  }
}

void adamwUpdateAll(const AdamWStep& step, const std::vector<ParameterInfo>& table, std::span<float> weights,
                    std::span<const float> gradients, std::span<float> first_moments, std::span<float> second_moments) {
  for (const ParameterInfo& info : table) {
    AdamWStep own = step;
    if (!info.is_decayed) own.weight_decay = 0;
    const auto part = [&info](auto numbers) { return numbers.subspan(info.offset, info.size); };
    adamwUpdate(own, part(weights), part(gradients), part(first_moments), part(second_moments));
  }
}

double norm(std::span<const float> x) {
  // Several sums at once, so that they need not wait for each other.
  constexpr std::size_t kLanes = 8;
  std::array<double, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= x.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const auto number = static_cast<double>(x[i + lane]);
      sums[lane] += number * number;
    }
  }
  double sum = 0;
  for (; i < x.size(); ++i) sum += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  for (const double lane : sums) sum += lane;
  return std::sqrt(sum);
}

double clippingFactor(double norm, double clip) { return std::min(1.0, clip / (norm + 1e-6)); }

}  // namespace attention
