#include "training/learning_rate.h"

#include <numbers>

#include "math/cosine.h"

namespace attention {

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
