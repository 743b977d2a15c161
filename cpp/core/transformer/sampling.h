// One draw of the next token from a model's logits, with every step of it open. What the page shows and what
// generation uses are the same function. V: tokens in the vocabulary.
// Sources: A. Fan et al. 2018, arXiv:1805.04833 (top-k); A. Holtzman et al. 2020, arXiv:1904.09751 (top-p);
// N. N. Minh et al. 2024, arXiv:2407.01082 (min-p).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/input_error.h"

namespace attention {

inline constexpr IntegerRange kTopKRange{"top_k", 0, 1'000'000'000};

/// What is done to the logits before the draw, in this order.
struct SamplingOptions {
  double temperature =
      1;  // the logits are divided by it; 0: greedy, the largest logit is chosen whatever the rest says
  std::int64_t top_k = 0;  // only the k largest are kept; 0, or more than there are: all
  double top_p = 1;        // of what is left, the smallest set of the likeliest that reaches p together, at least one
  double min_p = 0;        // of what is left, those at least min_p times as likely as the likeliest
};

/// Throws InputError unless temperature is 0 or a finite number from 1e-100, top_k in kTopKRange, 0 < top_p <= 1 and
/// 0 <= min_p <= 1.
void requireValid(const SamplingOptions& options);

/// One draw. Every list is [V] in the order of the vocabulary; no number is ever infinite or not a number.
struct Draw {
  std::vector<float> logits;
  std::vector<double> scaled;         // logits / temperature; the logits themselves at temperature 0
  std::vector<std::uint8_t> kept;     // 1: may be drawn, 0: was cut
  std::vector<double> probabilities;  // softmax over what was kept, 0 for the rest
  std::vector<double> cumulative;     // of the probabilities; the last is exactly 1
  double draw = 0;                    // the uniform number
  int chosen = 0;                     // the first token whose cumulative exceeds the draw: one that was kept

  std::vector<int> ranking;  // room to work in: ids in the order of top-k's and top-p's heap
};

/// Fills `draw`, whose buffers are used again. Where logits are equal the lower id counts as the larger, so that top-k
/// keeps exactly k and greedy takes the first. Nothing is sorted unless top_k or top_p asks for it, and then only as
/// far as they reach. logits: [V], V >= 1, finite; uniform in [0, 1). Throws InputError otherwise, or as requireValid
/// does.
void drawToken(std::span<const float> logits, const SamplingOptions& options, double uniform, Draw& draw);

}  // namespace attention
