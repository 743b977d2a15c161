// Text that a GPT writes: forward over what there is, draw a token, append it, again.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "gpt_parameters.h"
#include "input_error.h"
#include "sampling.h"

namespace attention {

inline constexpr IntegerRange kMaxTokensRange{"max_tokens", 0, 1'000'000};

struct GenerateOptions {
  SamplingOptions sampling;
  std::int64_t max_tokens = 100;  // kMaxTokensRange
  std::int64_t seed = 1;          // kSeedRange; one NumpyRandom(seed).uniform() for each token
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
  Generation(const GptParameters& parameters, std::span<const int> prompt, const GenerateOptions& options);
  ~Generation();

  /// max_tokens were drawn.
  bool isDone() const;

  /// Draws and appends one token. Not to be called when isDone().
  GeneratedToken next();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// [N] each, N = max_tokens.
struct Generated {
  std::vector<int> ids;
  std::vector<double> probabilities;
  std::vector<double> draws;
};

/// All of Generation at once.
Generated generate(const GptParameters& parameters, std::span<const int> prompt, const GenerateOptions& options);

}  // namespace attention
