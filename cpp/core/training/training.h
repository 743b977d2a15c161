// A transformer learns a text: seeded batches of windows, mean next-token cross-entropy, clipped gradients, AdamW,
// warm-up and cosine decay. Deterministic: the same parameters, tokens and options give the same bits on the same
// platform. Sources: I. Loshchilov, F. Hutter 2019, arXiv:1711.05101 (AdamW) and 2017, arXiv:1608.03983 (cosine decay);
// R. Pascanu et al. 2013, arXiv:1211.5063 (clipping by the norm).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/input_error.h"
#include "transformer/activations.h"
#include "transformer/parameters.h"

namespace attention {

struct TrainingRanges {
  IntegerRange steps{"steps", 1, 10'000'000};
  IntegerRange batch{"batch", 1, 4096};
};
inline constexpr TrainingRanges kTrainingRanges;

struct TrainingOptions {
  std::int64_t steps = 1000;        // in all
  std::int64_t batch = 8;           // windows of context + 1 tokens in each step
  double learning_rate = 1e-3;      // the largest, reached after the warm-up; 1e-12 to 10
  std::int64_t warmup = -1;         // steps of linear warm-up, 0 to `steps`; -1: a tenth of `steps`, at most 100
  double minimum_rate_ratio = 0.1;  // where the cosine ends, as a share of learning_rate, 0 to 1
  double weight_decay = 0.01;       // 0 to 1; of matrices and embeddings only
  double beta1 = 0.9;               // 0 to below 1
  double beta2 = 0.99;              // 0 to below 1
  double epsilon = 1e-8;            // 1e-12 to 1
  double clip = 1;                  // the gradient's largest norm, 1e-6 to 1e6
  double held_out = 0.1;            // share of the tokens kept for heldOutLoss, 0 to 0.5
  std::int64_t seed = 1;            // of the batches, kSeedRange
  // Steps, after each of which the weights are kept if their held-out loss is the least so far, -1 to `steps`; 0:
  // never; -1: a hundredth of `steps`, at least 1.
  std::int64_t evaluate_every = 0;
};

/// Throws InputError naming the option and quoting its value.
void requireValid(const TrainingOptions& options);

struct StepReport {
  double loss = 0;           // mean over the batch, before the update
  double learning_rate = 0;  // of this step
  double gradient_norm = 0;  // before clipping
};

/// The weights with the least held-out loss of those that were looked at.
struct BestWeights {
  std::int64_t step = 0;  // after so many steps; 0: there are none yet
  double loss = 0;        // heldOutLoss() then
  Floats weights;         // [parameterCount]
};

class Training {
 public:
  /// `parameters` are kept by reference, updated in place, and must outlive this object. tokens: [N], ids of the
  /// vocabulary, at least context + 1 of them. The last held_out of them are held out if both parts then have at least
  /// context + 1 tokens; otherwise none are, and evaluate_every must be 0. Throws InputError.
  Training(Parameters& parameters, std::vector<int> tokens, const TrainingOptions& options);

  /// One step: loss and gradient of a batch, then the update. The windows are a pure function of seed, step and row.
  /// Allocates nothing after the first. Throws InputError, leaving parameters and moments as they were, if the loss or
  /// the gradient is not finite, or if isDone().
  StepReport step();

  std::int64_t stepsDone() const { return steps_done_; }
  bool isDone() const { return steps_done_ == options_.steps; }

  /// The options, `warmup` and `evaluate_every` resolved.
  const TrainingOptions& options() const { return options_; }
  const Parameters& parameters() const { return parameters_; }

  /// A number that differs when the tokens differ.
  std::uint64_t tokensChecksum() const { return tokens_checksum_; }

  std::size_t trainTokens() const { return tokens_.size(); }
  std::size_t heldOutTokens() const { return held_out_.size(); }
  bool hasHeldOut() const { return !held_out_.empty(); }

  /// Mean loss over at most 16 windows, evenly spread over the held-out tokens, always the same ones. Throws InputError
  /// unless hasHeldOut().
  double heldOutLoss();

  /// What guessing costs, in nats a token, on the held-out tokens; on those trained on where none are held out. A model
  /// that has learned anything does better.
  struct Baselines {
    double uniform;  // ln V: every token as likely as every other
    double unigram;  // as frequent as it is among the tokens trained on, each counted once more than it occurs
  };
  Baselines baselines() const;

  /// Of the steps that evaluate_every divides, and the last.
  const BestWeights& best() const { return best_; }

  /// The parameters become best().weights, if there are any.
  void takeBest();

  /// AdamW's moments, [parameterCount] each, in the order of the parameters: with them and stepsDone(), restore() in
  /// another Training of the same parameters, tokens and options goes on to the same bits (training_state.h).
  std::span<const float> firstMoments() const { return first_moments_; }
  std::span<const float> secondMoments() const { return second_moments_; }

  /// Throws InputError, leaving everything as it was, unless 0 <= steps_done <= options.steps and both moments are
  /// [parameterCount], finite, the second not negative, and so are the best weights, if there are any.
  void restore(std::int64_t steps_done, Floats first_moments, Floats second_moments, BestWeights best = {});

 private:
  double batchGradient();
  void update(const StepReport& report);
  void keepIfBest();
  void requireHeldOut() const;

  Parameters& parameters_;
  TrainingOptions options_;
  std::vector<int> tokens_;    // [N] without those held out
  std::vector<int> held_out_;  // [N'], 0: none
  std::uint64_t tokens_checksum_;
  std::vector<ParameterInfo> table_;
  std::int64_t steps_done_ = 0;
  BestWeights best_;
  Floats first_moments_, second_moments_, gradients_;  // [parameterCount]
  Activations activations_, activation_gradients_;
};

}  // namespace attention
