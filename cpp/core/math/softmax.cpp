#include "math/softmax.h"

#include <cmath>
#include <span>
#include <utility>

#include "base/decimal.h"
#include "base/finite.h"
#include "base/input_error.h"

namespace attention {

namespace {

void requireFinite(const VectorView& x, Pattern<2> pattern) {
  const std::span<const double> numbers(x.data(), static_cast<std::size_t>(x.size()));
  const std::size_t first = firstNotFinite(numbers);
  if (first == numbers.size()) return;
  refuse("scores", pattern, {fixed(numbers[first], 6), first});
}

}  // namespace

Vector exponentials(const VectorView& x) {
  return x.unaryExpr([](double number) { return std::exp(number); });
}

SoftmaxSteps softmaxSteps(const VectorView& x, double temperature, bool subtract_maximum) {
  if (x.size() == 0) refuse("scores", "must have at least one number, not none");
  requireFinite(x, "must be finite numbers, not {} at position {}");
  if (!std::isfinite(temperature) || temperature <= 0) {
    refuse("temperature", "must be a number above 0, not {}", {fixed(temperature, 6)});
  }
  SoftmaxSteps steps;
  steps.scaled = x / temperature;
  requireFinite(steps.scaled, "divided by the temperature must be finite numbers, not {} at position {}");
  steps.maximum = subtract_maximum ? steps.scaled.maxCoeff() : 0;
  steps.shifted = steps.scaled.array() - steps.maximum;
  requireFinite(steps.shifted, "less their maximum must be finite numbers, not {} at position {}");
  Vector numerators = exponentials(steps.shifted);
  const double sum = numerators.sum();
  if (!std::isfinite(sum)) return steps;
  if (sum > 0) steps.probabilities = numerators / sum;
  steps.exponentials = std::move(numerators);
  steps.sum = sum;
  return steps;
}

Vector softmax(const VectorView& x) { return softmaxSteps(x).probabilities; }

}  // namespace attention
