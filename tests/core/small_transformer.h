// Small transformers for tests, and their gradients by finite differences.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "math/numpy_random.h"
#include "transformer/parameters.h"

namespace attention {

inline constexpr TransformerConfig kSmallTransformer{2, 2, 8, 12, 6, 11};
inline constexpr TransformerConfig kSmallAttentionOnly{2, 2, 8, 0, 6, 11};

/// Numbers uniform in [centre - 0.5 · range, centre + 0.5 · range).
inline std::vector<float> randomNumbers(NumpyRandom& random, std::size_t size, double range = 1, double centre = 0) {
  std::vector<float> numbers(size);
  for (float& number : numbers) number = static_cast<float>((random.uniform() - 0.5) * range + centre);
  return numbers;
}

/// Parameters that are none of them 0 and large enough for attention to be sharp: uniform, matrices and embeddings
/// within 0.5 of 0, biases within 0.2 of 0, the weights of layer norms within 0.2 of 1.
/// tests/reference/gpt_model.py makes the same.
inline Parameters smallTransformer(const TransformerConfig& config, std::int64_t seed) {
  Parameters parameters{config, {}};
  NumpyRandom random(seed);
  for (const ParameterInfo& info : parameterTable(config)) {
    const bool is_norm = !info.is_decayed && info.name.ends_with(".weight");
    const std::vector<float> tensor = randomNumbers(random, info.size, info.is_decayed ? 1 : 0.4, is_norm ? 1 : 0);
    parameters.data.insert(parameters.data.end(), tensor.begin(), tensor.end());
  }
  return parameters;
}

/// The derivative of function() along `direction` at x, which is restored: central differences of fourth order. What
/// remains is about step⁴ times the fifth derivative, and the rounding of function() divided by step.
template <class Function>
double derivativeAlong(std::span<float> x, std::span<const float> direction, double step, Function function) {
  const std::vector<float> origin(x.begin(), x.end());
  const auto at = [&](double distance) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] = static_cast<float>(static_cast<double>(origin[i]) + distance * static_cast<double>(direction[i]));
    }
    return static_cast<double>(function());
  };
  const double near = at(step) - at(-step);
  const double far = at(2 * step) - at(-2 * step);
  std::copy(origin.begin(), origin.end(), x.begin());
  return (8 * near - far) / (12 * step);
}

/// The derivative with respect to x[index].
template <class Function>
double derivativeBy(std::span<float> x, std::size_t index, double step, Function function) {
  const float one = 1;
  return derivativeAlong(x.subspan(index, 1), {&one, 1}, step, function);
}

}  // namespace attention
