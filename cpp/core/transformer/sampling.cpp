#include "transformer/sampling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "math/vector_math.h"

namespace attention {

namespace {

constexpr double kLowestTemperature = 1e-100;  // a float divided by it is still a double

void require(bool is_valid, const char* name, Pattern<1> pattern, double value) {
  if (!is_valid) refuse(name, pattern, {value});
}

void requireFinite(std::span<const float> logits) {
  if (logits.empty()) refuse("logits", "must have at least one number, not none");
  int bad = 0;
  for (const float logit : logits) bad += std::abs(logit) <= std::numeric_limits<float>::max() ? 0 : 1;
  if (bad == 0) return;
  const auto first = std::find_if(logits.begin(), logits.end(), [](float logit) { return !std::isfinite(logit); });
  refuse("logits", "must be finite numbers, not {} for token {}", {*first, first - logits.begin()});
}

/// Of equal logits the lower id counts as the larger.
struct RanksBelow {
  const float* logits;
  bool operator()(int a, int b) const { return logits[a] != logits[b] ? logits[a] < logits[b] : a > b; }
};

double weightOf(const Draw& draw, int id) { return draw.probabilities[static_cast<std::size_t>(id)]; }

/// draw.ranking loses all but its largest: the first `most`, or as many as together weigh `enough`.
void keepLargest(std::size_t most, double enough, Draw& draw) {
  std::vector<int>& ids = draw.ranking;
  const RanksBelow ranks_below{draw.logits.data()};
  std::make_heap(ids.begin(), ids.end(), ranks_below);
  auto heap_end = ids.end();  // behind it lie those that were taken
  double weight = 0;
  do {
    std::pop_heap(ids.begin(), heap_end, ranks_below);
    weight += weightOf(draw, *--heap_end);
  } while (--most > 0 && weight < enough && heap_end != ids.begin());
  ids.erase(ids.begin(), heap_end);
}

void keepTopP(double p, Draw& draw) {
  std::vector<int>& ids = draw.ranking;
  double total = 0;
  for (const int id : ids) total += weightOf(draw, id);
  // The lightest that weigh less than 1 - p even all together are not among them: the heap need not hold those.
  const double lightest = (1 - p) * total / static_cast<double>(ids.size());
  std::erase_if(ids, [&](int id) { return weightOf(draw, id) < lightest; });
  keepLargest(ids.size(), p * total, draw);
}

void cutToTop(const SamplingOptions& options, Draw& draw) {
  const std::size_t n = draw.logits.size();
  const bool cuts_k = options.top_k > 0 && static_cast<std::uint64_t>(options.top_k) < n;
  if (!cuts_k && options.top_p == 1) return;
  draw.ranking.resize(n);
  std::iota(draw.ranking.begin(), draw.ranking.end(), 0);
  if (cuts_k) keepLargest(static_cast<std::size_t>(options.top_k), std::numeric_limits<double>::infinity(), draw);
  if (options.top_p < 1) keepTopP(options.top_p, draw);
  draw.kept.assign(n, 0);
  for (const int id : draw.ranking) draw.kept[static_cast<std::size_t>(id)] = 1;
}

float largestLogit(const Draw& draw) { return maximum(draw.logits.data(), static_cast<int>(draw.logits.size())); }

/// scaled = logits / temperature, and in place of the probabilities exp(scaled - max(scaled)): 1 for the likeliest.
void weigh(double temperature, Draw& draw) {
  const std::size_t n = draw.logits.size();
  const double largest = largestLogit(draw) / temperature;
  for (std::size_t i = 0; i < n; ++i) draw.scaled[i] = draw.logits[i] / temperature;
  for (std::size_t i = 0; i < n; ++i) draw.probabilities[i] = std::exp(draw.scaled[i] - largest);
}

/// From the weights of what was kept to the choice.
void choose(Draw& draw) {
  const std::size_t n = draw.logits.size();
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (!draw.kept[i]) draw.probabilities[i] = 0;
    draw.cumulative[i] = total += draw.probabilities[i];
  }
  for (std::size_t i = 0; i < n; ++i) draw.probabilities[i] /= total;
  for (std::size_t i = 0; i < n; ++i) draw.cumulative[i] /= total;
  const auto chosen = std::upper_bound(draw.cumulative.begin(), draw.cumulative.end(), draw.draw);
  draw.chosen = static_cast<int>(chosen - draw.cumulative.begin());
}

/// Only the largest logit has any weight.
void chooseLargest(Draw& draw) {
  const auto largest = std::find(draw.logits.begin(), draw.logits.end(), largestLogit(draw)) - draw.logits.begin();
  draw.chosen = static_cast<int>(largest);
  draw.scaled.assign(draw.logits.begin(), draw.logits.end());
  std::fill(draw.kept.begin(), draw.kept.end(), 0);
  std::fill(draw.probabilities.begin(), draw.probabilities.end(), 0);
  std::fill(draw.cumulative.begin(), draw.cumulative.begin() + largest, 0);
  std::fill(draw.cumulative.begin() + largest, draw.cumulative.end(), 1);
  draw.kept[static_cast<std::size_t>(largest)] = 1;
  draw.probabilities[static_cast<std::size_t>(largest)] = 1;
}

}  // namespace

void requireValid(const SamplingOptions& options) {
  const double temperature = options.temperature;
  require(temperature == 0 || (temperature >= kLowestTemperature && std::isfinite(temperature)), "temperature",
          "must be 0 or a number from 1e-100, not {}", temperature);
  requireInRange(kTopKRange, options.top_k);
  require(options.top_p > 0 && options.top_p <= 1, "top_p", "must be a number above 0 and at most 1, not {}",
          options.top_p);
  require(options.min_p >= 0 && options.min_p <= 1, "min_p", "must be a number from 0 to 1, not {}", options.min_p);
}

void drawToken(std::span<const float> logits, const SamplingOptions& options, double uniform, Draw& draw) {
  requireValid(options);
  requireFinite(logits);
  require(uniform >= 0 && uniform < 1, "draw", "must be a number from 0 to below 1, not {}", uniform);
  const std::size_t n = logits.size();
  draw.logits.assign(logits.begin(), logits.end());
  draw.kept.assign(n, 1);
  draw.scaled.resize(n);
  draw.probabilities.resize(n);
  draw.cumulative.resize(n);
  draw.draw = uniform;
  if (options.temperature == 0) return chooseLargest(draw);
  weigh(options.temperature, draw);
  cutToTop(options, draw);
  if (options.min_p > 0) {
    for (std::size_t i = 0; i < n; ++i) draw.kept[i] &= draw.probabilities[i] >= options.min_p;
  }
  choose(draw);
}

}  // namespace attention
