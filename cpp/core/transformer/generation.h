// Text that a transformer writes: forward over what there is, draw a token, append it, again.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/input_error.h"
#include "math/numpy_random.h"
#include "transformer/activations.h"
#include "transformer/cache.h"
#include "transformer/parameters.h"
#include "transformer/sampling.h"

namespace attention {

inline constexpr IntegerRange kMaxTokensRange{"max_tokens", 0, 1'000'000};

struct GenerateOptions {
  SamplingOptions sampling;
  std::int64_t max_tokens = 100;  // kMaxTokensRange
  std::int64_t seed = 1;          // kSeedRange; one NumpyRandom(seed).uniform() for each token
  std::vector<int> end_tokens;    // after any of these nothing more is drawn
};

struct GeneratedToken {
  int id = 0;
  double probability = 0;  // that it had in the draw, after temperature and cuts
  double draw = 0;         // the uniform number
};

/// Generation token by token, for a caller that shows each as it comes or stops early.
class Generation {
 public:
  /// `parameters` are kept by reference and must outlive this object. prompt: [T], T >= 1, ids of the vocabulary; the
  /// model sees its last `context` tokens. Throws InputError.
  Generation(const Parameters& parameters, std::span<const int> prompt, const GenerateOptions& options);

  /// max_tokens were drawn, or an end token was.
  bool isDone() const { return is_ended_ || drawn_ >= options_.max_tokens; }

  /// Draws and appends one token. Past the context the model sees the last `context` tokens; all of them are then
  /// computed anew for each, as all positions have moved.
  GeneratedToken next();

 private:
  std::span<const float> nextLogits();
  void append(int token);

  const Parameters& parameters_;
  GenerateOptions options_;
  std::int64_t drawn_ = 0;
  bool is_ended_ = false;
  NumpyRandom random_;
  std::vector<int> window_;  // what the model sees
  KvCache cache_;            // of the window's first tokens
  Draw draw_;
};

/// [N] each, N at most max_tokens.
struct Generated {
  std::vector<int> ids;
  std::vector<double> probabilities;
  std::vector<double> draws;
};

/// All of Generation at once.
Generated generate(const Parameters& parameters, std::span<const int> prompt, const GenerateOptions& options);

}  // namespace attention
