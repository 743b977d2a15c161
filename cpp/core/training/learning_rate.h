// How the learning rate goes with the steps: up in a line, down along a cosine.
// Source: I. Loshchilov, F. Hutter 2017, arXiv:1608.03983, eq. 5, one period.
#pragma once

#include <cstdint>

namespace attention {

struct LearningRateSchedule {
  double peak = 0;
  double minimum = 0;       // where the cosine ends, at step `steps`
  std::int64_t warmup = 0;  // steps below the peak, 0 to `steps`
  std::int64_t steps = 0;
};

/// The rate of step 0, 1, ... steps - 1: peak * (step + 1) / (warmup + 1) before step `warmup`, which has the peak.
double learningRate(const LearningRateSchedule& schedule, std::int64_t step);

}  // namespace attention
