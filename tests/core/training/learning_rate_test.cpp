#include "training/learning_rate.h"

#include "doctest.h"

using attention::learningRate;
using attention::LearningRateSchedule;

TEST_CASE("the rate goes up in a line and down along a cosine") {
  constexpr LearningRateSchedule schedule{.peak = 0.8, .minimum = 0.2, .warmup = 3, .steps = 7};
  CHECK(learningRate(schedule, 0) == doctest::Approx(0.2));
  CHECK(learningRate(schedule, 1) == doctest::Approx(0.4));
  CHECK(learningRate(schedule, 2) == doctest::Approx(0.6));
  CHECK(learningRate(schedule, 3) == 0.8);
  CHECK(learningRate(schedule, 4) == doctest::Approx(0.5 + 0.3 * 0.7071067811865476));
  CHECK(learningRate(schedule, 5) == doctest::Approx(0.5));
  CHECK(learningRate(schedule, 6) == doctest::Approx(0.5 - 0.3 * 0.7071067811865476));
}

TEST_CASE("without warm-up the first step has the peak") {
  CHECK(learningRate({.peak = 0.5, .minimum = 0, .warmup = 0, .steps = 1}, 0) == 0.5);
}

TEST_CASE("a schedule may be nothing but warm-up") {
  CHECK(learningRate({.peak = 1, .minimum = 0, .warmup = 4, .steps = 4}, 3) == doctest::Approx(0.8));
}
