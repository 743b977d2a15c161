#include "training/training.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/checksum.h"
#include "math/numpy_random.h"
#include "training/adamw.h"
#include "training/learning_rate.h"
#include "transformer/backward.h"
#include "transformer/cross_entropy.h"
#include "transformer/forward.h"

namespace attention {

namespace {

constexpr std::int64_t kMaxHeldOutWindows = 16;

void requireNumber(const char* name, double minimum, double maximum, double value) {
  if (value >= minimum && value <= maximum) return;
  refuse(name, "must be a number from {} to {}, not {}", {minimum, maximum, value});
}

/// From minimum to below 1.
void requireShare(const char* name, double value) {
  if (value >= 0 && value < 1) return;
  refuse(name, "must be a number from 0 to below 1, not {}", {value});
}

TrainingOptions resolved(TrainingOptions options) {
  requireValid(options);
  if (options.warmup == -1) options.warmup = std::min<std::int64_t>(100, options.steps / 10);
  if (options.evaluate_every == -1) options.evaluate_every = std::max<std::int64_t>(1, options.steps / 100);
  return options;
}

void requireTokens(const std::vector<int>& tokens, const TransformerConfig& config) {
  const std::size_t needed = static_cast<std::size_t>(config.context) + 1;
  if (tokens.size() < needed) {
    refuse("text", "must have at least {} tokens for a context of {}, not {}", {needed, config.context, tokens.size()});
  }
  const IntegerRange range{"tokens", 0, config.vocab_size - 1};
  for (const int token : tokens) requireInRange(range, token);
}

/// Takes the last share of the tokens away, if enough remain on both sides.
std::vector<int> splitOff(std::vector<int>& tokens, double share, const TransformerConfig& config) {
  const std::size_t needed = static_cast<std::size_t>(config.context) + 1;
  const auto count = static_cast<std::size_t>(static_cast<double>(tokens.size()) * share);
  if (count < needed || tokens.size() - count < needed) return {};
  const auto first = tokens.end() - static_cast<std::ptrdiff_t>(count);
  std::vector<int> held_out(first, tokens.end());
  tokens.erase(first, tokens.end());
  return held_out;
}

/// Where the window of this row of this step begins: below `count`.
std::size_t windowStart(std::int64_t seed, std::int64_t step, std::int64_t row, std::size_t count) {
  std::uint64_t bits = 0;
  for (const std::int64_t number : {seed, step, row}) bits = splitmix64(bits ^ static_cast<std::uint64_t>(number));
  return static_cast<std::size_t>(bits % count);
}

}  // namespace

void requireValid(const TrainingOptions& options) {
  requireInRange(kTrainingRanges.steps, options.steps);
  requireInRange(kTrainingRanges.batch, options.batch);
  requireInRange({"warmup", -1, options.steps}, options.warmup);
  requireInRange({"evaluate_every", -1, options.steps}, options.evaluate_every);
  requireInRange(kSeedRange, options.seed);
  requireNumber("learning_rate", 1e-12, 10, options.learning_rate);
  requireNumber("minimum_rate_ratio", 0, 1, options.minimum_rate_ratio);
  requireNumber("weight_decay", 0, 1, options.weight_decay);
  requireShare("beta1", options.beta1);
  requireShare("beta2", options.beta2);
  requireNumber("epsilon", 1e-12, 1, options.epsilon);
  requireNumber("clip", 1e-6, 1e6, options.clip);
  requireNumber("held_out", 0, 0.5, options.held_out);
}

Training::Training(Parameters& parameters, std::vector<int> tokens, const TrainingOptions& options)
    : parameters_(parameters), options_(resolved(options)), table_(parameterTable(parameters.config)) {
  requireTokens(tokens, parameters.config);
  tokens_ = std::move(tokens);
  tokens_checksum_ = checksum(std::as_bytes(std::span(tokens_)));
  held_out_ = splitOff(tokens_, options_.held_out, parameters.config);
  if (options_.evaluate_every > 0) requireHeldOut();
  first_moments_.resize(parameters.data.size());
  second_moments_.resize(parameters.data.size());
  gradients_.resize(parameters.data.size());
  activations_.prepare(parameters.config, parameters.config.context);  // refused now rather than at the first step
}

StepReport Training::step() {
  if (isDone()) refuse("steps", "must be more than {} to go on: all are done", {steps_done_});
  StepReport report;
  report.loss = batchGradient();
  report.gradient_norm = norm(gradients_);
  report.learning_rate = learningRate(
      {options_.learning_rate, options_.learning_rate * options_.minimum_rate_ratio, options_.warmup, options_.steps},
      steps_done_);
  if (!std::isfinite(report.loss) || !std::isfinite(report.gradient_norm)) {
    refuse("learning_rate", "must be smaller than {}: at step {} the loss is {}, its gradient's norm {}",
           {options_.learning_rate, steps_done_, report.loss, report.gradient_norm});
  }
  update(report);
  ++steps_done_;
  if (options_.evaluate_every > 0 && (steps_done_ % options_.evaluate_every == 0 || isDone())) keepIfBest();
  return report;
}

/// Leaves the gradient of the mean loss over the batch in gradients_; returns that loss.
double Training::batchGradient() {
  const auto length = static_cast<std::size_t>(parameters_.config.context);
  const float scale = 1 / static_cast<float>(options_.batch * parameters_.config.context);
  std::fill(gradients_.begin(), gradients_.end(), 0.0f);
  double loss = 0;
  for (std::int64_t row = 0; row < options_.batch; ++row) {
    const std::size_t start = windowStart(options_.seed, steps_done_, row, tokens_.size() - length);
    const auto window = std::span<const int>(tokens_).subspan(start, length + 1);
    transformerForward(parameters_, window.first(length), {}, activations_);
    loss += static_cast<double>(transformerBackward(parameters_, window.first(length), window.last(length), scale, {},
                                                    activations_, activation_gradients_, gradients_,
                                                    Gradients::parameters));
  }
  return loss / static_cast<double>(options_.batch);
}

void Training::update(const StepReport& report) {
  const AdamWStep step{report.learning_rate,
                       options_.beta1,
                       options_.beta2,
                       options_.epsilon,
                       options_.weight_decay,
                       steps_done_ + 1,
                       clippingFactor(report.gradient_norm, options_.clip)};
  adamwUpdateAll(step, table_, parameters_.data, gradients_, first_moments_, second_moments_);
}

void Training::keepIfBest() {
  const double loss = heldOutLoss();
  if (best_.step == 0 || loss < best_.loss) best_ = {steps_done_, loss, parameters_.data};
}

void Training::takeBest() {
  if (best_.step > 0) parameters_.data = best_.weights;
}

void Training::requireHeldOut() const {
  if (hasHeldOut()) return;
  refuse("held_out", "must leave at least {} tokens on both sides, which {} of {} does not",
         {parameters_.config.context + 1, options_.held_out, tokens_.size()});
}

double Training::heldOutLoss() {
  requireHeldOut();
  const auto length = static_cast<std::size_t>(parameters_.config.context);
  const std::size_t starts = held_out_.size() - length;
  const std::size_t windows = std::min<std::size_t>(kMaxHeldOutWindows, (held_out_.size() - 1) / length);
  double loss = 0;
  for (std::size_t i = 0; i < windows; ++i) {
    const std::size_t start = windows == 1 ? 0 : i * (starts - 1) / (windows - 1);
    const auto window = std::span<const int>(held_out_).subspan(start, length + 1);
    transformerForward(parameters_, window.first(length), {}, activations_);
    loss += static_cast<double>(crossEntropy(activations_, window.last(length)));
  }
  return loss / static_cast<double>(windows);
}

Training::Baselines Training::baselines() const {
  // Logarithms of floats: doubles' would bring 4 KB of tables.
  const auto logarithm = [](std::size_t count) { return std::log(static_cast<float>(count)); };
  const auto vocabulary = static_cast<std::size_t>(parameters_.config.vocab_size);
  std::vector<std::size_t> counts(vocabulary, 1);
  for (const int token : tokens_) ++counts[static_cast<std::size_t>(token)];
  const std::vector<int>& guessed = hasHeldOut() ? held_out_ : tokens_;
  double sum = 0;
  for (const int token : guessed) sum += static_cast<double>(logarithm(counts[static_cast<std::size_t>(token)]));
  return {static_cast<double>(logarithm(vocabulary)),
          static_cast<double>(logarithm(tokens_.size() + vocabulary)) - sum / static_cast<double>(guessed.size())};
}

void Training::restore(std::int64_t steps_done, Floats first_moments, Floats second_moments, BestWeights best) {
  requireInRange({"steps done", 0, options_.steps}, steps_done);
  if (first_moments.size() != parameters_.data.size() || second_moments.size() != parameters_.data.size()) {
    refuse("moments", "must be {} numbers each, not {} and {}",
           {parameters_.data.size(), first_moments.size(), second_moments.size()});
  }
  for (std::size_t i = 0; i < first_moments.size(); ++i) {
    if (std::isfinite(first_moments[i]) && std::isfinite(second_moments[i]) && second_moments[i] >= 0) continue;
    refuse("moments", "must be finite, the second not negative, not {} and {} at {}",
           {first_moments[i], second_moments[i], i});
  }
  if (best.step > 0) {
    requireInRange({"best step", 1, steps_done}, best.step);
    const auto is_finite = [](float number) { return std::isfinite(number); };
    if (best.weights.size() != parameters_.data.size() || !std::isfinite(best.loss) ||
        !std::all_of(best.weights.begin(), best.weights.end(), is_finite)) {
      refuse("best weights", "must be {} finite numbers", {parameters_.data.size()});
    }
  }
  best_ = std::move(best);
  steps_done_ = steps_done;
  first_moments_ = std::move(first_moments);
  second_moments_ = std::move(second_moments);
}

}  // namespace attention
