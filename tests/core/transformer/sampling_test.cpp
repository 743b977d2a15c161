#include "transformer/sampling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/input_error.h"
#include "doctest.h"
#include "math/numpy_random.h"

using attention::Draw;
using attention::drawToken;
using attention::InputError;
using attention::NumpyRandom;
using attention::SamplingOptions;

namespace {

using Kept = std::vector<std::uint8_t>;

/// Logits whose softmax at temperature 1 is 0.5, 0.25, 0.15, 0.1, in another order.
const std::vector<float> kLogits{std::log(0.25f), std::log(0.1f), std::log(0.5f), std::log(0.15f)};

Draw drawFrom(const std::vector<float>& logits, const SamplingOptions& options, double uniform = 0.5) {
  Draw draw;
  drawToken(logits, options, uniform, draw);
  return draw;
}

void checkClose(const std::vector<double>& numbers, const std::vector<double>& expected) {
  REQUIRE(numbers.size() == expected.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) CHECK(numbers[i] == doctest::Approx(expected[i]).epsilon(1e-6));
}

std::vector<float> randomLogits(NumpyRandom& random, std::size_t n) {
  std::vector<float> logits(n);
  for (float& logit : logits) logit = static_cast<float>(random.uniform() * 8 - 4);
  return logits;
}

/// Whether everything that is true of every draw is true of this one.
void checkInvariants(const Draw& draw, std::size_t n) {
  REQUIRE((draw.logits.size() == n && draw.scaled.size() == n && draw.kept.size() == n));
  REQUIRE((draw.probabilities.size() == n && draw.cumulative.size() == n));
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    REQUIRE((std::isfinite(draw.scaled[i]) && draw.probabilities[i] >= 0));
    REQUIRE((draw.kept[i] || draw.probabilities[i] == 0));
    sum += draw.probabilities[i];
    REQUIRE(draw.cumulative[i] == doctest::Approx(sum).epsilon(1e-12));
  }
  CHECK(draw.cumulative.back() == 1);
  const auto chosen = static_cast<std::size_t>(draw.chosen);
  REQUIRE(chosen < n);
  CHECK((draw.kept[chosen] && draw.probabilities[chosen] > 0));
  CHECK(draw.cumulative[chosen] > draw.draw);
  CHECK((chosen == 0 || draw.cumulative[chosen - 1] <= draw.draw));
}

/// The ids in the order of their rank, computed the plain way.
std::vector<std::size_t> ranked(const std::vector<float>& logits) {
  std::vector<std::size_t> ids(logits.size());
  std::iota(ids.begin(), ids.end(), 0u);
  std::stable_sort(ids.begin(), ids.end(), [&](std::size_t a, std::size_t b) { return logits[a] > logits[b]; });
  return ids;
}

/// What top-k, then top-p, then min-p keep, computed the plain way from the probabilities without any cut.
Kept keptPlainly(const std::vector<float>& logits, const SamplingOptions& options) {
  const Draw all = drawFrom(logits, {.temperature = options.temperature});
  std::vector<std::size_t> ids = ranked(logits);
  if (options.top_k > 0) ids.resize(std::min(ids.size(), static_cast<std::size_t>(options.top_k)));
  double total = 0;
  for (const std::size_t id : ids) total += all.probabilities[id];
  Kept kept(logits.size(), 0);
  double mass = 0;
  for (const std::size_t id : ids) {
    kept[id] = all.probabilities[id] >= options.min_p * all.probabilities[ids[0]];
    mass += all.probabilities[id];
    if (options.top_p < 1 && mass >= options.top_p * total) break;
  }
  return kept;
}

}  // namespace

TEST_CASE("without cuts, a draw is from the softmax of the logits") {
  const Draw draw = drawFrom(kLogits, {}, 0.26);
  CHECK(draw.logits == kLogits);
  checkClose(draw.scaled, {kLogits.begin(), kLogits.end()});
  CHECK(draw.kept == Kept{1, 1, 1, 1});
  checkClose(draw.probabilities, {0.25, 0.1, 0.5, 0.15});
  checkClose(draw.cumulative, {0.25, 0.35, 0.85, 1});
  CHECK(draw.draw == 0.26);
  CHECK(draw.chosen == 1);
}

TEST_CASE("temperature divides the logits") {
  // At temperature 0.5 probabilities are squared: 0.0625, 0.01, 0.25, 0.0225, whose sum is 0.345.
  const Draw draw = drawFrom(kLogits, {.temperature = 0.5});
  checkClose(draw.probabilities, {0.0625 / 0.345, 0.01 / 0.345, 0.25 / 0.345, 0.0225 / 0.345});
  CHECK(draw.scaled[1] == kLogits[1] / 0.5);
}

TEST_CASE("temperature 0 is greedy, whatever the draw and the cuts") {
  for (const double uniform : {0.0, 0.5, 0.999999}) {
    const Draw draw = drawFrom(kLogits, {.temperature = 0, .top_k = 3, .top_p = 0.1, .min_p = 1}, uniform);
    CHECK(draw.chosen == 2);
    CHECK(draw.kept == Kept{0, 0, 1, 0});
    CHECK(draw.probabilities == std::vector<double>{0, 0, 1, 0});
    CHECK(draw.cumulative == std::vector<double>{0, 0, 1, 1});
    checkClose(draw.scaled, {kLogits.begin(), kLogits.end()});
  }
}

TEST_CASE("top-k keeps the k largest") {
  const Draw draw = drawFrom(kLogits, {.top_k = 2});
  CHECK(draw.kept == Kept{1, 0, 1, 0});
  checkClose(draw.probabilities, {1.0 / 3, 0, 2.0 / 3, 0});
  CHECK(drawFrom(kLogits, {.top_k = 1}).probabilities == std::vector<double>{0, 0, 1, 0});
  for (const std::int64_t k : {std::int64_t{4}, std::int64_t{5}, std::int64_t{1'000'000'000}}) {
    CHECK(drawFrom(kLogits, {.top_k = k}).kept == Kept{1, 1, 1, 1});
  }
}

TEST_CASE("top-p keeps the smallest set that reaches p") {
  CHECK(drawFrom(kLogits, {.top_p = 0.74}).kept == Kept{1, 0, 1, 0});
  CHECK(drawFrom(kLogits, {.top_p = 0.76}).kept == Kept{1, 0, 1, 1});
  CHECK(drawFrom(kLogits, {.top_p = 1e-300}).kept == Kept{0, 0, 1, 0});
  CHECK(drawFrom(kLogits, {.top_p = std::nextafter(1.0, 0.0)}).kept == Kept{1, 1, 1, 1});
  // Exactly reached is reached: two of four equal ones are a half.
  CHECK(drawFrom({1, 1, 1, 1}, {.top_p = 0.5}).kept == Kept{1, 1, 0, 0});
}

TEST_CASE("top-p counts what top-k left as all there is") {
  // Of 0.5 and 0.25 the first is two thirds.
  CHECK(drawFrom(kLogits, {.top_k = 2, .top_p = 0.66}).kept == Kept{0, 0, 1, 0});
  CHECK(drawFrom(kLogits, {.top_k = 2, .top_p = 0.67}).kept == Kept{1, 0, 1, 0});
}

TEST_CASE("min-p is relative to the likeliest") {
  CHECK(drawFrom(kLogits, {.min_p = 0.21}).kept == Kept{1, 0, 1, 1});
  CHECK(drawFrom(kLogits, {.min_p = 0.31}).kept == Kept{1, 0, 1, 0});
  CHECK(drawFrom(kLogits, {.min_p = 1}).kept == Kept{0, 0, 1, 0});
  CHECK(drawFrom({2, 2, 1}, {.min_p = 1}).kept == Kept{1, 1, 0});
}

TEST_CASE("of equal logits the lower id ranks higher") {
  CHECK(drawFrom({1, 3, 3, 3}, {.top_k = 2}).kept == Kept{0, 1, 1, 0});
  CHECK(drawFrom({1, 3, 3, 3}, {.temperature = 0}).chosen == 1);
  CHECK(drawFrom({3, 3, 3, 3}, {.top_k = 3, .top_p = 0.5}).kept == Kept{1, 1, 0, 0});
}

TEST_CASE("a draw at the very edges still chooses a token that can be drawn") {
  const double largest = std::nextafter(1.0, 0.0);
  CHECK(drawFrom({-1e30f, 0, -1e30f}, {}, 0).chosen == 1);
  CHECK(drawFrom({-1e30f, 0, -1e30f}, {}, largest).chosen == 1);
  CHECK(drawFrom(kLogits, {.top_k = 2}, 0).chosen == 0);
  CHECK(drawFrom(kLogits, {.top_k = 2}, largest).chosen == 2);
}

TEST_CASE("extreme logits and temperatures leave no number that is not finite") {
  const std::vector<float> extreme{1e30f, -1e30f, std::numeric_limits<float>::max(),
                                   std::numeric_limits<float>::lowest(), std::numeric_limits<float>::denorm_min()};
  for (const double temperature : {0.0, 1e-100, 1e-8, 1.0, 1e300}) {
    CAPTURE(temperature);
    const Draw draw = drawFrom(extreme, {.temperature = temperature, .top_k = 4, .top_p = 0.9, .min_p = 0.01});
    checkInvariants(draw, extreme.size());
    if (temperature <= 1) CHECK(draw.chosen == 2);
  }
  checkClose(drawFrom(extreme, {.temperature = 1e300}).probabilities, {0.2, 0.2, 0.2, 0.2, 0.2});
  CHECK(drawFrom({0.1f, 0.2f}, {.temperature = 1e-8}, 0).chosen == 1);
}

TEST_CASE("the cuts of any options are those of a plain sort") {
  NumpyRandom random(3);
  Draw draw;
  for (int i = 0; i < 2000; ++i) {
    const std::size_t n = 1 + static_cast<std::size_t>(random.uniform() * 40);
    std::vector<float> logits = randomLogits(random, n);
    if (i % 3 == 0) std::for_each(logits.begin(), logits.end(), [](float& x) { x = std::round(x); });  // ties
    const SamplingOptions options{.temperature = 0.2 + random.uniform(),
                                  .top_k = i % 4 ? static_cast<std::int64_t>(random.uniform() * 50) : 0,
                                  .top_p = i % 5 ? random.uniform() + 1e-9 : 1,
                                  .min_p = i % 2 ? random.uniform() * 0.2 : 0};
    drawToken(logits, options, random.uniform(), draw);
    checkInvariants(draw, n);
    REQUIRE(draw.kept == keptPlainly(logits, options));
  }
}

TEST_CASE("tokens come up as often as their probabilities say") {
  NumpyRandom random(11);
  constexpr int kDraws = 100'000;
  for (const SamplingOptions& options :
       {SamplingOptions{}, SamplingOptions{.temperature = 0.7, .top_k = 9}, SamplingOptions{.top_p = 0.8},
        SamplingOptions{.temperature = 2, .min_p = 0.1}}) {
    const std::vector<float> logits = randomLogits(random, 12);
    std::vector<double> counts(logits.size(), 0);
    Draw draw;
    for (int i = 0; i < kDraws; ++i) {
      drawToken(logits, options, random.uniform(), draw);
      ++counts[static_cast<std::size_t>(draw.chosen)];
    }
    double chi_squared = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const double expected = kDraws * draw.probabilities[i];
      if (expected == 0) CHECK(counts[i] == 0);
      if (expected > 0) chi_squared += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    CHECK(chi_squared < 37.4);  // 11 degrees of freedom or fewer go beyond this once in 10,000 times
  }
}

TEST_CASE("the buffers of a draw are used again, whatever size it had") {
  Draw draw;
  drawToken(std::vector<float>(100, 1.0f), {.top_k = 7, .top_p = 0.5}, 0.5, draw);
  const double* const buffer = draw.probabilities.data();
  drawToken(kLogits, {}, 0.26, draw);
  CHECK(draw.chosen == 1);
  checkInvariants(draw, 4);
  CHECK(draw.probabilities.data() == buffer);
}

TEST_CASE("drawToken refuses options out of range") {
  const auto refused = [](const SamplingOptions& options) { drawFrom(kLogits, options); };
  CHECK_THROWS_WITH_AS(refused({.temperature = -0.5}), "temperature must be 0 or a number from 1e-100, not -0.5",
                       InputError);
  CHECK_THROWS_WITH_AS(refused({.temperature = 1e-101}), "temperature must be 0 or a number from 1e-100, not 1e-101",
                       InputError);
  CHECK_THROWS_WITH_AS(refused({.temperature = NAN}), "temperature must be 0 or a number from 1e-100, not nan",
                       InputError);
  CHECK_THROWS_WITH_AS(refused({.temperature = INFINITY}), "temperature must be 0 or a number from 1e-100, not inf",
                       InputError);
  CHECK_THROWS_WITH_AS(refused({.top_k = -1}), "top_k must be a whole number from 0 to 1000000000, not -1", InputError);
  CHECK_THROWS_WITH_AS(refused({.top_p = 0}), "top_p must be a number above 0 and at most 1, not 0", InputError);
  CHECK_THROWS_WITH_AS(refused({.top_p = 1.5}), "top_p must be a number above 0 and at most 1, not 1.5", InputError);
  CHECK_THROWS_WITH_AS(refused({.top_p = NAN}), "top_p must be a number above 0 and at most 1, not nan", InputError);
  CHECK_THROWS_WITH_AS(refused({.min_p = -0.1}), "min_p must be a number from 0 to 1, not -0.1", InputError);
  CHECK_THROWS_WITH_AS(refused({.min_p = 2}), "min_p must be a number from 0 to 1, not 2", InputError);
  CHECK_THROWS_WITH_AS(refused({.min_p = NAN}), "min_p must be a number from 0 to 1, not nan", InputError);
}

TEST_CASE("drawToken refuses draws and logits that cannot be") {
  CHECK_THROWS_WITH_AS(drawFrom(kLogits, {}, 1), "draw must be a number from 0 to below 1, not 1", InputError);
  CHECK_THROWS_WITH_AS(drawFrom(kLogits, {}, -0.1), "draw must be a number from 0 to below 1, not -0.1", InputError);
  CHECK_THROWS_WITH_AS(drawFrom(kLogits, {}, NAN), "draw must be a number from 0 to below 1, not nan", InputError);
  CHECK_THROWS_WITH_AS(drawFrom({}, {}), "logits must have at least one number, not none", InputError);
  CHECK_THROWS_WITH_AS(drawFrom({1, NAN}, {}), "logits must be finite numbers, not nan for token 1", InputError);
  CHECK_THROWS_WITH_AS(drawFrom({-INFINITY, 1}, {}), "logits must be finite numbers, not -inf for token 0", InputError);
}
