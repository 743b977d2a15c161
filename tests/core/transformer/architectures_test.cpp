// The whole of each architecture other than GPT-2: its files read, its passes, its generation and training, against
// tests/reference/architecture_reference.py.
#include <algorithm>
#include <cmath>
#include <set>

#include "architecture_golden.h"
#include "checkpoint/checkpoint.h"
#include "doctest.h"
#include "small_transformer.h"
#include "training/training.h"
#include "transformer/backward.h"
#include "transformer/cross_entropy.h"
#include "transformer/forward.h"
#include "transformer/generation.h"
#include "transformer/head_reading.h"
#include "transformer/head_scores.h"
#include "transformer/readouts.h"

using namespace attention;
using golden::ArchitectureCase;
using golden::architectureCases;

namespace {

struct Result {
  Activations activations;
  Activations gradients;
  Parameters parameter_gradients;
};

float scaleOf(const std::vector<int>& targets) {
  const auto predictions = std::count_if(targets.begin(), targets.end(), [](int target) { return target >= 0; });
  return 1 / static_cast<float>(predictions);
}

void backward(const ArchitectureCase& expected, Result& result, Gradients wanted = Gradients::all) {
  result.parameter_gradients = {expected.parameters.config, Floats(expected.parameters.data.size())};
  transformerForward(expected.parameters, expected.tokens, expected.interventions, result.activations);
  transformerBackward(expected.parameters, expected.tokens, expected.targets, scaleOf(expected.targets),
                      expected.interventions, result.activations, result.gradients, result.parameter_gradients.data,
                      wanted);
}

std::vector<const ArchitectureCase*> plainCases() {
  std::vector<const ArchitectureCase*> cases;
  for (const ArchitectureCase& one : architectureCases()) {
    if (one.isPlain()) cases.push_back(&one);
  }
  return cases;
}

/// What writing takes off the weights of norms was never in a gradient.
double takenOff(const ArchitectureCase& expected, std::string_view tensor) {
  const bool is_less_one = expected.parameters.config.architecture == Architecture::gemma;
  return is_less_one && tensor.find("norm") != std::string_view::npos ? 1 : 0;
}

/// The loss in double from the logits: what finite differences can see is not lost in its rounding.
double lossOf(const ArchitectureCase& expected, const Parameters& parameters, Activations& activations) {
  transformerForward(parameters, expected.tokens, {}, activations);
  const float* logits = activations.view(Hook::logits).data;
  double loss = 0;
  for (const int target : expected.targets) {
    double sum = 0;
    for (int i = 0; i < parameters.config.vocab_size; ++i) sum += std::exp(static_cast<double>(logits[i]));
    if (target >= 0) loss += std::log(sum) - static_cast<double>(logits[target]);
    logits += parameters.config.vocab_size;
  }
  return loss * static_cast<double>(scaleOf(expected.targets));
}

}  // namespace

TEST_CASE("there is a golden case of every architecture") {
  std::set<Architecture> there = {Architecture::gpt2};
  for (const ArchitectureCase& one : architectureCases()) there.insert(one.parameters.config.architecture);
  CHECK(there.size() == 8);
}

TEST_CASE(
    "every architecture's activations and loss are PyTorch's, under the same names, with interventions and without") {
  for (const ArchitectureCase& expected : architectureCases()) {
    CAPTURE(expected.name);
    Activations activations;
    transformerForward(expected.parameters, expected.tokens, expected.interventions, activations);
    std::size_t found = 0;
    for (const std::string& name : activationNames(expected.parameters.config)) {
      CAPTURE(name);
      REQUIRE((expected.record.has("activation:" + name) || !expected.isPlain()));
      if (!expected.record.has("activation:" + name)) continue;
      ++found;
      const Tensor tensor = activation(activations, name);
      CHECK(golden::difference(tensor.data, expected.record.numbers("activation:" + name), 2e-6, 2e-6) == "");
    }
    CHECK(found == expected.record.count("activation:"));
    CHECK(std::abs(crossEntropy(activations, expected.targets) - expected.record.number("loss")) <= 2e-6);
  }
}

TEST_CASE("every architecture's gradients are PyTorch's, those of the parameters as the files have them") {
  for (const ArchitectureCase& expected : architectureCases()) {
    CAPTURE(expected.name);
    Result result;
    backward(expected, result);
    for (const std::string& name : activationNames(expected.parameters.config)) {
      CAPTURE(name);
      if (!expected.record.has("gradient:" + name)) continue;
      const Tensor tensor = activation(result.gradients, name);
      CHECK(golden::difference(tensor.data, expected.record.numbers("gradient:" + name), 2e-6, 2e-6) == "");
    }
    if (!expected.isPlain()) continue;
    const std::string bytes = writeCheckpoint(result.parameter_gradients).weights;
    const TensorFile file = readSafetensors(bytes, "gradients");
    CHECK(file.tensors.size() == expected.record.texts("tensors").size());
    for (const StoredTensor& tensor : file.tensors) {
      CAPTURE(tensor.name);
      Vector numbers = expected.record.numbers("parameter_gradient:" + tensor.name);
      std::vector<float> stored(static_cast<std::size_t>(numbers.size()));
      readNumbers(file, tensor, stored);
      numbers.array() -= takenOff(expected, tensor.name);
      CHECK(golden::difference(stored, numbers, 2e-6, 2e-6) == "");
    }
  }
}

TEST_CASE("every architecture's gradients are the same where only those of parameters are wanted") {
  for (const ArchitectureCase& expected : architectureCases()) {
    CAPTURE(expected.name);
    Result all, parameters;
    backward(expected, all);
    backward(expected, parameters, Gradients::parameters);
    CHECK(all.parameter_gradients.data == parameters.parameter_gradients.data);
  }
}

TEST_CASE("every architecture's gradients are what finite differences say") {
  for (const ArchitectureCase* expected : plainCases()) {
    CAPTURE(expected->name);
    Result result;
    backward(*expected, result);
    Parameters parameters = expected->parameters;
    Activations activations;
    NumpyRandom random(2);
    for (const ParameterInfo& info : parameterTable(parameters.config)) {
      CAPTURE(info.name);
      const std::span<float> tensor(parameters.data.data() + info.offset, info.size);
      const std::vector<float> direction = randomNumbers(random, info.size);
      double by_gradient = 0;
      for (std::size_t i = 0; i < info.size; ++i) {
        by_gradient +=
            static_cast<double>(direction[i]) * static_cast<double>(result.parameter_gradients.data[info.offset + i]);
      }
      const double measured =
          derivativeAlong(tensor, direction, 1.0 / 64, [&] { return lossOf(*expected, parameters, activations); });
      CHECK(std::abs(measured - by_gradient) <= 5e-5 * (1 + std::abs(by_gradient)));
    }
  }
}

TEST_CASE("every architecture writes on as PyTorch does, each token the likeliest") {
  for (const ArchitectureCase* expected : plainCases()) {
    CAPTURE(expected->name);
    const int begun = expected->record.integer("greedy_prompt");
    const std::vector<int> prompt(expected->tokens.begin(), expected->tokens.begin() + begun);
    const std::vector<int> following = expected->record.integers("greedy");
    GenerateOptions options;
    options.sampling.temperature = 0;
    options.max_tokens = static_cast<std::int64_t>(following.size());
    CHECK(generate(expected->parameters, prompt, options).ids == following);
  }
}

TEST_CASE("every architecture's cache gives the logits of the whole sequence") {
  for (const ArchitectureCase* expected : plainCases()) {
    CAPTURE(expected->name);
    Activations activations;
    transformerForward(expected->parameters, expected->tokens, {}, activations);
    for (const std::size_t at_once : {1U, 2U, 5U}) {
      KvCache cache(expected->parameters);
      const std::span<const int> tokens(expected->tokens);
      for (std::size_t done = 0; done < tokens.size();) {
        const auto some = tokens.subspan(done, std::min(at_once, tokens.size() - done));
        done += some.size();
        const std::span<const float> logits = cache.append(some);
        const float* const whole = activations.view(Hook::logits).row(static_cast<int>(done) - 1);
        for (std::size_t i = 0; i < logits.size(); ++i) CHECK(std::abs(logits[i] - whole[i]) <= 1e-5f);
      }
    }
  }
}

TEST_CASE("architectures are trained as PyTorch trains them") {
  int trained = 0;
  for (const ArchitectureCase& expected : architectureCases()) {
    if (!expected.record.has("losses")) continue;
    CAPTURE(expected.name);
    ++trained;
    Parameters parameters = expected.parameters;
    TrainingOptions options;
    options.steps = 1'000'000;
    options.batch = expected.record.integer("batch");
    options.learning_rate = expected.record.number("rate");
    options.minimum_rate_ratio = 1;
    options.warmup = 0;
    options.held_out = 0;
    options.seed = expected.record.integer("seed");
    Training training(parameters, expected.record.integers("text"), options);
    for (const double loss : expected.record.numbers("losses")) {
      CHECK(training.step().loss == doctest::Approx(loss).epsilon(1e-5));
    }
  }
  CHECK(trained == 6);
}

TEST_CASE("every architecture's logit lens is PyTorch's") {
  for (const ArchitectureCase* expected : plainCases()) {
    CAPTURE(expected->name);
    Activations activations;
    transformerForward(expected->parameters, expected->tokens, {}, activations);
    const Lens lens = logitLens(expected->parameters, activations, 3);
    CHECK(lens.ids == expected->record.integers("lens_ids"));
    CHECK(golden::difference(lens.probabilities, expected->record.numbers("lens_probabilities"), 2e-6, 2e-6) == "");
  }
}

TEST_CASE("what the parts of every architecture write adds up to each logit") {
  for (const ArchitectureCase* expected : plainCases()) {
    CAPTURE(expected->name);
    Activations activations;
    transformerForward(expected->parameters, expected->tokens, {}, activations);
    for (int position = 0; position < activations.length(); ++position) {
      for (int token = 0; token < expected->parameters.config.vocab_size; ++token) {
        const Attribution parts = directLogitAttribution(expected->parameters, activations, position, token);
        CHECK(std::abs(parts.edits) <= 1e-5f);
        CHECK(parts.heads.size() ==
              static_cast<std::size_t>(expected->parameters.config.layers * expected->parameters.config.heads));
      }
    }
  }
}

TEST_CASE("a head's steps are the model's own in every architecture: products to scores, pattern and outputs") {
  for (const ArchitectureCase* expected : plainCases()) {
    CAPTURE(expected->name);
    const TransformerConfig& config = expected->parameters.config;
    Activations activations;
    transformerForward(expected->parameters, expected->tokens, {}, activations);
    for (int head = 0; head < config.heads; ++head) {
      const HeadReading reading = readHead(activations, 1, head);
      for (int query = 0; query < activations.length(); ++query) {
        const int first = firstSeen(config, query);
        for (int key = first; key <= query; ++key) {
          const double scale = static_cast<double>(scoreScale(config, 1));
          CHECK(reading.scores(query, key) == doctest::Approx(scale * reading.products(query, key)).epsilon(1e-4));
          CHECK(reading.exponentials(query, key) / reading.sums[query] ==
                doctest::Approx(reading.pattern(query, key)).epsilon(1e-4));
        }
        for (int key = 0; key < first; ++key) {
          CHECK(reading.exponentials(query, key) == 0);
          CHECK(reading.pattern(query, key) == 0);
        }
      }
      const Matrix outputs = reading.pattern * reading.values;
      CHECK((outputs - reading.outputs).cwiseAbs().maxCoeff() <= 1e-5);
    }
  }
}

TEST_CASE("a head's pattern may be replaced in a model with a window: queries look at what they see") {
  for (const ArchitectureCase* expected : plainCases()) {
    if (expected->parameters.config.window == 0) continue;
    const int length = static_cast<int>(expected->tokens.size());
    Activations activations;
    for (const auto to : {ReplacePattern::To::uniform, ReplacePattern::To::shuffled, ReplacePattern::To::previous}) {
      transformerForward(expected->parameters, expected->tokens, {ReplacePattern{0, 1, to, {}, 3}}, activations);
      const ConstView pattern = activations.view(Hook::pattern).rowsFrom(length, length);
      for (int query = 0; query < length; ++query) {
        float sum = 0;
        for (int key = firstSeen(expected->parameters.config, query); key <= query; ++key)
          sum += pattern.row(query)[key];
        CHECK(sum == doctest::Approx(1));
        if (to == ReplacePattern::To::uniform && query > 0) CHECK(pattern.row(query)[query] == 0.5f);
      }
    }
    CHECK(headEffects(expected->parameters, expected->tokens, 2, 1, 1).size() ==
          static_cast<std::size_t>(expected->parameters.config.layers * expected->parameters.config.heads * 3));
  }
}

TEST_CASE("every architecture's files are written as they were read, and say the same of the model") {
  for (const ArchitectureCase* expected : plainCases()) {
    CAPTURE(expected->name);
    const Checkpoint written = writeCheckpoint(expected->parameters);
    const Parameters read = readCheckpoint(written.config, written.weights);
    CHECK(read.config == expected->parameters.config);
    for (std::size_t i = 0; i < read.data.size(); ++i) {
      REQUIRE(std::abs(read.data[i] - expected->parameters.data[i]) <= 1e-7f);
    }
    const TensorFile before = readSafetensors(expected->weights, "before");
    const TensorFile after = readSafetensors(written.weights, "after");
    CHECK(before.tensors.size() == after.tensors.size());
    for (const StoredTensor& tensor : before.tensors) {
      const auto same = std::find_if(after.tensors.begin(), after.tensors.end(), [&](const StoredTensor& other) {
        return other.name == tensor.name && other.shape == tensor.shape;
      });
      CAPTURE(tensor.name);
      REQUIRE(same != after.tensors.end());
      std::vector<float> first(static_cast<std::size_t>((tensor.end - tensor.begin) / 4)), second(first.size());
      readNumbers(before, tensor, first);
      readNumbers(after, *same, second);
      for (std::size_t i = 0; i < first.size(); ++i) REQUIRE(std::abs(first[i] - second[i]) <= 1e-7f);
    }
  }
}
