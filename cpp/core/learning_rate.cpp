#include "learning_rate.h"

#include <cmath>
#include <numbers>

namespace attention {

double learningRate(const LearningRateSchedule& schedule, std::int64_t step) {
  if (step < schedule.warmup) {
    return schedule.peak * static_cast<double>(step + 1) / static_cast<double>(schedule.warmup + 1);
  }
  const double share =
      static_cast<double>(step - schedule.warmup) / static_cast<double>(schedule.steps - schedule.warmup);
  const double height = (1 + std::cos(std::numbers::pi * share)) / 2;
  return schedule.minimum + height * (schedule.peak - schedule.minimum);
}

}  // namespace attention
