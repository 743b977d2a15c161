#include "training/training.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "allocations.h"
#include "base/input_error.h"
#include "doctest.h"
#include "gpt_golden.h"
#include "small_transformer.h"
#include "transformer/cross_entropy.h"
#include "transformer/forward.h"

using attention::InputError;
using attention::kSmallAttentionOnly;
using attention::kSmallTransformer;
using attention::ParameterInfo;
using attention::Parameters;
using attention::StepReport;
using attention::Training;
using attention::TrainingOptions;

namespace {

/// A text in which each token tells the next: 0 1 2 ... 10 0 1 ...
std::vector<int> counting(std::size_t length) {
  std::vector<int> tokens(length);
  for (std::size_t i = 0; i < length; ++i) tokens[i] = static_cast<int>(i % 11);
  return tokens;
}

double meanLoss(const Parameters& parameters, std::span<const int> window) {
  attention::Activations activations;
  attention::transformerForward(parameters, window.first(window.size() - 1), {}, activations);
  return static_cast<double>(attention::crossEntropy(activations, window.last(window.size() - 1)));
}

struct Run {
  std::vector<double> losses;
  attention::Floats parameters;
};

Run trained(const TrainingOptions& options, const std::vector<int>& tokens) {
  Parameters parameters = attention::initialParameters(kSmallTransformer, 1);
  Training training(parameters, tokens, options);
  Run run;
  while (!training.isDone()) run.losses.push_back(training.step().loss);
  run.parameters = parameters.data;
  return run;
}

std::string refusal(const TrainingOptions& options) {
  try {
    attention::requireValid(options);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a text in which each token tells the next is learnt, with an MLP and without") {
  for (const attention::TransformerConfig& config : {kSmallTransformer, kSmallAttentionOnly}) {
    Parameters parameters = attention::initialParameters(config, 1);
    Training training(parameters, counting(200), {.steps = 150, .learning_rate = 0.03});
    const StepReport first = training.step();
    CHECK(first.loss == doctest::Approx(std::log(11)).epsilon(0.01));
    const double held_out_before = training.heldOutLoss();
    while (!training.isDone()) training.step();
    CHECK(training.stepsDone() == 150);
    CHECK(training.heldOutLoss() < 0.1);
    CHECK(held_out_before > 2);
  }
}

TEST_CASE("ten steps are PyTorch's: windows, losses, norms, rates and the parameters at the end") {
  const golden::Record& record = golden::gptTraining().record;
  Parameters parameters = golden::gptTraining().parameters;
  const double peak = record.number("peak");
  Training training(parameters, record.integers("text"),
                    {.steps = record.integer("steps"),
                     .batch = record.integer("batch"),
                     .learning_rate = peak,
                     .warmup = record.integer("warmup"),
                     .minimum_rate_ratio = record.number("minimum") / peak,
                     .held_out = 0,
                     .seed = record.integer("seed")});
  const attention::Vector losses = record.numbers("losses");
  REQUIRE(losses.size() == 10);
  for (Eigen::Index i = 0; i < losses.size(); ++i) {
    CAPTURE(i);
    const StepReport report = training.step();
    CHECK(report.loss == doctest::Approx(losses[i]).epsilon(2e-6));
    CHECK(report.gradient_norm == doctest::Approx(record.numbers("norms")[i]).epsilon(1e-5));
    CHECK(report.learning_rate == doctest::Approx(record.numbers("learning_rates")[i]).epsilon(1e-6));
  }
  CHECK(training.isDone());
  attention::Vector expected = record.numbers("final_parameters");
  for (int layer = 0; layer < kSmallTransformer.layers; ++layer) {
    // A bias of all keys changes no softmax: its gradient is rounding alone, which AdamW makes steps of full size from.
    const float* const key_bias = parameters.tensors().vector(attention::Weight::b_k, layer);
    std::copy_n(key_bias, kSmallTransformer.d_model, expected.begin() + (key_bias - parameters.data.data()));
  }
  CHECK(golden::difference(parameters.data, expected, 2e-6, 0) == "");
}

TEST_CASE("the same seed gives the same bits, another seed another run") {
  const std::vector<int> tokens = counting(60);
  const Run run = trained({.steps = 12}, tokens);
  const Run again = trained({.steps = 12}, tokens);
  const Run other = trained({.steps = 12, .seed = 2}, tokens);
  CHECK(run.losses == again.losses);
  CHECK(run.parameters == again.parameters);
  CHECK(run.losses != other.losses);
}

TEST_CASE("a step reports the loss before its update, and the schedule's rate") {
  Parameters parameters = attention::smallTransformer(kSmallTransformer, 1);
  const std::vector<int> tokens = counting(7);  // one window: every row of every batch is it
  const double before = meanLoss(parameters, tokens);
  Training training(parameters, tokens, {.steps = 20, .batch = 3, .learning_rate = 0.3, .warmup = 2});
  const StepReport report = training.step();
  CHECK(report.loss == doctest::Approx(before).epsilon(1e-6));
  CHECK(report.learning_rate == doctest::Approx(0.1));
  CHECK(report.gradient_norm > 0);
  CHECK(training.step().loss == doctest::Approx(meanLoss(parameters, tokens)).epsilon(0.5));
}

TEST_CASE("no step takes memory after the first, whether or not the held-out loss is asked for in between") {
  for (const attention::TransformerConfig& config : {kSmallTransformer, kSmallAttentionOnly}) {
    Parameters parameters = attention::smallTransformer(config, 1);
    Training training(parameters, counting(100), {});
    training.step();
    const std::size_t before = allocations();
    for (int i = 0; i < 3; ++i) training.step();
    training.heldOutLoss();
    training.step();
    CHECK(allocations() == before);
  }
}

TEST_CASE("the gradient does not depend on the size of the batch when all its windows are the same") {
  std::vector<double> norms;
  for (const std::int64_t batch : {1, 5}) {
    Parameters parameters = attention::smallTransformer(kSmallTransformer, 1);
    norms.push_back(Training(parameters, counting(7), {.batch = batch}).step().gradient_norm);
  }
  CHECK(norms[0] == doctest::Approx(norms[1]).epsilon(1e-5));
}

TEST_CASE("weight decay is for matrices and embeddings only") {
  Parameters plain = attention::smallTransformer(kSmallTransformer, 1);
  Parameters decayed = plain;
  Training(plain, counting(30), {.weight_decay = 0}).step();
  Training(decayed, counting(30), {.weight_decay = 1}).step();
  for (const ParameterInfo& info : attention::parameterTable(kSmallTransformer)) {
    CAPTURE(info.name);
    const auto part = [&](const Parameters& parameters) {
      return attention::Floats(parameters.data.begin() + static_cast<std::ptrdiff_t>(info.offset),
                               parameters.data.begin() + static_cast<std::ptrdiff_t>(info.offset + info.size));
    };
    CHECK((part(plain) == part(decayed)) == !info.is_decayed);
  }
}

TEST_CASE("the warm-up is a tenth of the steps, at most 100, unless it is given") {
  const auto warmup = [](const TrainingOptions& options) {
    Parameters parameters = attention::smallTransformer(kSmallTransformer, 1);
    return Training(parameters, counting(30), options).options().warmup;
  };
  CHECK(warmup({.steps = 9}) == 0);
  CHECK(warmup({.steps = 250}) == 25);
  CHECK(warmup({.steps = 5000}) == 100);
  CHECK(warmup({.steps = 5000, .warmup = 0}) == 0);
  CHECK(warmup({.steps = 5000, .warmup = 5000}) == 5000);
}

TEST_CASE("the last tokens are held out where both parts then have a window") {
  const auto split = [](std::size_t length, double share) {
    Parameters parameters = attention::smallTransformer(kSmallTransformer, 1);
    const Training training(parameters, counting(length), {.held_out = share});
    CHECK(training.hasHeldOut() == (training.heldOutTokens() > 0));
    return std::pair(training.trainTokens(), training.heldOutTokens());
  };
  CHECK(split(70, 0.1) == std::pair<std::size_t, std::size_t>{63, 7});
  CHECK(split(69, 0.1) == std::pair<std::size_t, std::size_t>{69, 0});
  CHECK(split(14, 0.5) == std::pair<std::size_t, std::size_t>{7, 7});
  CHECK(split(13, 0.5) == std::pair<std::size_t, std::size_t>{13, 0});
  CHECK(split(1000, 0) == std::pair<std::size_t, std::size_t>{1000, 0});
}

TEST_CASE("held-out tokens do not take part in training") {
  std::vector<int> tokens = counting(80);
  const Run run = trained({.steps = 10, .held_out = 0.25}, tokens);
  for (std::size_t i = 60; i < 80; ++i) tokens[i] = 3;
  CHECK(trained({.steps = 10, .held_out = 0.25}, tokens).parameters == run.parameters);
  tokens[59] = 3;
  CHECK(trained({.steps = 10, .held_out = 0.25}, tokens).parameters != run.parameters);
}

TEST_CASE("the held-out loss is the mean over windows from the first to the last token, and changes nothing") {
  Parameters parameters = attention::smallTransformer(kSmallTransformer, 1);
  std::vector<int> tokens = counting(42);
  tokens[25] = 0;  // so that windows differ
  tokens[30] = 9;
  tokens[35] = 1;
  Training training(parameters, tokens, {.held_out = 0.5});
  REQUIRE(training.heldOutTokens() == 21);
  double expected = 0;  // 21 tokens have room for 3 windows of 7 that share their ends: at 0, 7 and 14
  for (const std::size_t start : {21u, 28u, 35u}) {
    expected += meanLoss(parameters, std::span<const int>(tokens).subspan(start, 7)) / 3;
  }
  CHECK(training.heldOutLoss() == doctest::Approx(expected).epsilon(1e-6));
  const attention::Floats before = parameters.data;
  CHECK(training.heldOutLoss() == training.heldOutLoss());
  CHECK(parameters.data == before);
  CHECK(training.stepsDone() == 0);
}

TEST_CASE("a held-out loss without held-out tokens is refused") {
  Parameters parameters = attention::smallTransformer(kSmallTransformer, 1);
  Training training(parameters, counting(20), {});
  CHECK_THROWS_WITH_AS(training.heldOutLoss(),
                       "held_out must leave at least 7 tokens on both sides, which 0.1 of 20 does not", InputError);
}

TEST_CASE("a text too short for one window, or of other tokens than the model's, is refused") {
  Parameters parameters = attention::smallTransformer(kSmallTransformer, 1);
  CHECK_THROWS_WITH_AS(Training(parameters, counting(6), {}),
                       "text must have at least 7 tokens for a context of 6, not 6", InputError);
  CHECK_THROWS_WITH_AS(Training(parameters, {}, {}), "text must have at least 7 tokens for a context of 6, not 0",
                       InputError);
  CHECK_THROWS_WITH_AS(Training(parameters, {0, 1, 2, 3, 4, 5, 11}, {}),
                       "tokens must be a whole number from 0 to 10, not 11", InputError);
  CHECK_THROWS_WITH_AS(Training(parameters, {0, 1, 2, 3, 4, 5, -1}, {}),
                       "tokens must be a whole number from 0 to 10, not -1", InputError);
}

TEST_CASE("no step after the last") {
  Parameters parameters = attention::smallTransformer(kSmallTransformer, 1);
  Training training(parameters, counting(20), {.steps = 1});
  training.step();
  CHECK(training.isDone());
  CHECK_THROWS_WITH_AS(training.step(), "steps must be more than 1 to go on: all are done", InputError);
}

TEST_CASE("a run that leaves the finite numbers is stopped with the parameters as they were") {
  Parameters parameters = attention::smallTransformer(kSmallTransformer, 1);
  std::fill(parameters.data.begin(), parameters.data.begin() + 8, 3e38f);
  const attention::Floats before = parameters.data;
  Training training(parameters, counting(20), {.learning_rate = 0.5});
  CHECK_THROWS_WITH_AS(training.step(), doctest::Contains("learning_rate must be smaller than 0.5: at step 0 the loss"),
                       InputError);
  CHECK(parameters.data == before);
  CHECK(training.stepsDone() == 0);
  CHECK(std::count(training.firstMoments().begin(), training.firstMoments().end(), 0.0f) ==
        static_cast<std::ptrdiff_t>(before.size()));
}

TEST_CASE("a restored run goes on to the same bits") {
  const std::vector<int> tokens = counting(60);
  const TrainingOptions options{.steps = 12};
  const Run whole = trained(options, tokens);
  Parameters parameters = attention::initialParameters(kSmallTransformer, 1);
  Training first(parameters, tokens, options);
  while (first.stepsDone() < 5) first.step();
  Parameters copy = parameters;
  Training second(copy, tokens, options);
  second.restore(5, {first.firstMoments().begin(), first.firstMoments().end()},
                 {first.secondMoments().begin(), first.secondMoments().end()});
  while (!second.isDone()) second.step();
  CHECK(copy.data == whole.parameters);
}

TEST_CASE("moments that cannot be are refused, and leave the run as it was") {
  Parameters parameters = attention::smallTransformer(kSmallTransformer, 1);
  Training training(parameters, counting(20), {.steps = 12});
  training.step();
  const std::size_t size = parameters.data.size();
  const attention::Floats good(size, 0.5f);
  attention::Floats bad = good;
  CHECK_THROWS_WITH_AS(training.restore(13, good, good), "steps done must be a whole number from 0 to 12, not 13",
                       InputError);
  CHECK_THROWS_WITH_AS(training.restore(-1, good, good), "steps done must be a whole number from 0 to 12, not -1",
                       InputError);
  CHECK_THROWS_WITH_AS(training.restore(2, good, {}), doctest::Contains("moments must be"), InputError);
  bad[3] = NAN;
  CHECK_THROWS_WITH_AS(training.restore(2, bad, good), doctest::Contains("not nan and 0.5 at 3"), InputError);
  bad[3] = -0.25f;
  CHECK_NOTHROW(training.restore(2, bad, good));
  CHECK_THROWS_WITH_AS(training.restore(3, good, bad), doctest::Contains("not 0.5 and -0.25 at 3"), InputError);
  CHECK(training.stepsDone() == 2);
}

TEST_CASE("guessing costs the logarithm of the vocabulary, or what the tokens' frequencies tell of those held out") {
  Parameters parameters = attention::initialParameters(kSmallTransformer, 1);
  std::vector<int> tokens(100, 0);  // of eleven: 0, and in the last tenth 1
  std::fill(tokens.end() - 10, tokens.end(), 1);
  const auto baselines = Training(parameters, tokens, {.held_out = 0.1}).baselines();
  CHECK(baselines.uniform == doctest::Approx(std::log(11)));
  CHECK(baselines.unigram == doctest::Approx(std::log(90 + 11)));  // 1 never occurs, and is counted once
  const auto of_all = Training(parameters, tokens, {.held_out = 0}).baselines();
  CHECK(of_all.unigram == doctest::Approx(0.9 * std::log(111.0 / 91) + 0.1 * std::log(111.0 / 11)));
}

TEST_CASE("the weights with the least held-out loss are kept, and come back") {
  Parameters parameters = attention::initialParameters(kSmallTransformer, 1);
  std::vector<int> tokens = counting(80);
  std::reverse(tokens.end() - 16, tokens.end());  // what is held out runs backwards: learning the rest harms there
  const TrainingOptions options{.steps = 25, .learning_rate = 0.03, .held_out = 0.2, .evaluate_every = 10};
  Training training(parameters, tokens, options);
  std::vector<double> losses;
  while (!training.isDone()) {
    training.step();
    if (training.stepsDone() % 10 == 0 || training.isDone()) losses.push_back(training.heldOutLoss());
  }
  REQUIRE(losses.size() == 3);
  const auto best = std::min_element(losses.begin(), losses.end());
  CHECK(training.best().loss == *best);
  CHECK(training.best().step == std::array{10, 20, 25}[static_cast<std::size_t>(best - losses.begin())]);
  CHECK(*best < losses.back());  // else this case shows nothing
  training.takeBest();
  CHECK(training.heldOutLoss() == *best);
}

TEST_CASE("the weights are looked at every hundredth of the steps where that is wished") {
  Parameters parameters = attention::initialParameters(kSmallTransformer, 1);
  const auto every = [&](std::int64_t steps) {
    return Training(parameters, counting(80), {.steps = steps, .held_out = 0.2, .evaluate_every = -1})
        .options()
        .evaluate_every;
  };
  CHECK(every(250) == 2);
  CHECK(every(20) == 1);
}

TEST_CASE("the best weights can be kept only where something is held out") {
  Parameters parameters = attention::initialParameters(kSmallTransformer, 1);
  CHECK_THROWS_WITH_AS(Training(parameters, counting(50), {.steps = 5, .held_out = 0, .evaluate_every = 1}),
                       "held_out must leave at least 7 tokens on both sides, which 0 of 50 does not", InputError);
  CHECK_THROWS_WITH_AS(Training(parameters, counting(50), {.steps = 5, .evaluate_every = 6}),
                       "evaluate_every must be a whole number from -1 to 5, not 6", InputError);
}

TEST_CASE("options of training out of range are refused by name") {
  CHECK(refusal({}) == "");
  CHECK(refusal({.steps = 0}) == "steps must be a whole number from 1 to 10000000, not 0");
  CHECK(refusal({.batch = 5000}) == "batch must be a whole number from 1 to 4096, not 5000");
  CHECK(refusal({.steps = 10, .warmup = 11}) == "warmup must be a whole number from -1 to 10, not 11");
  CHECK(refusal({.learning_rate = 0}) == "learning_rate must be a number from 1e-12 to 10, not 0");
  CHECK(refusal({.learning_rate = NAN}) == "learning_rate must be a number from 1e-12 to 10, not nan");
  CHECK(refusal({.learning_rate = INFINITY}) == "learning_rate must be a number from 1e-12 to 10, not inf");
  CHECK(refusal({.minimum_rate_ratio = 1.5}) == "minimum_rate_ratio must be a number from 0 to 1, not 1.5");
  CHECK(refusal({.weight_decay = -1}) == "weight_decay must be a number from 0 to 1, not -1");
  CHECK(refusal({.beta1 = 1}) == "beta1 must be a number from 0 to below 1, not 1");
  CHECK(refusal({.beta2 = -0.5}) == "beta2 must be a number from 0 to below 1, not -0.5");
  CHECK(refusal({.epsilon = 0}) == "epsilon must be a number from 1e-12 to 1, not 0");
  CHECK(refusal({.clip = 0}) == "clip must be a number from 1e-06 to 1e+06, not 0");
  CHECK(refusal({.held_out = 0.6}) == "held_out must be a number from 0 to 0.5, not 0.6");
  CHECK(refusal({.seed = -1}) == "seed must be a whole number from 0 to 4294967295, not -1");
}
