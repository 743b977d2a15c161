#include "training/learning_rate.h"

#include <numbers>

namespace attention {

namespace {

/// cos x for 0 <= x <= π/2, by its Taylor series. The library's own can take any x, in fifty times the code.
double cosine(double x) {
  double sum = 1;
  for (int n = 22; n > 0; n -= 2) sum = 1 - sum * x * x / (n * (n - 1));
  return sum;
}

}  // namespace

double learningRate(const LearningRateSchedule& schedule, std::int64_t step) {
  if (step < schedule.warmup) {
    return schedule.peak * static_cast<double>(step + 1) / static_cast<double>(schedule.warmup + 1);
  }
  const double share =
      static_cast<double>(step - schedule.warmup) / static_cast<double>(schedule.steps - schedule.warmup);
  const double root = cosine(std::numbers::pi / 2 * share);  // cos²(x/2) = (1 + cos x)/2
  return schedule.minimum + root * root * (schedule.peak - schedule.minimum);
}

}  // namespace attention
