#include "transformer/forward.h"

#include <algorithm>
#include <cmath>

#include "base/input_error.h"
#include "doctest.h"
#include "gpt_golden.h"
#include "small_transformer.h"
#include "transformer/cross_entropy.h"

using namespace attention;

namespace {

std::vector<float> logitsOf(const Parameters& parameters, const std::vector<int>& tokens) {
  Activations activations;
  transformerForward(parameters, tokens, {}, activations);
  return activation(activations, "logits").data;
}

}  // namespace

// float32 rounds each of some hundred operations on the way by at most 6e-8 of numbers up to about 4. The same bound
// holds natively and as wasm, so that the two agree to twice as much.
TEST_CASE("every activation and the loss are PyTorch's, with interventions and without") {
  for (const golden::GptCase& expected : golden::gptCases()) {
    CAPTURE(expected.name);
    Activations activations;
    transformerForward(expected.parameters, expected.tokens, expected.interventions, activations);
    for (const std::string& name : activationNames(expected.parameters.config)) {
      CAPTURE(name);
      const Tensor tensor = activation(activations, name);
      CHECK(golden::difference(tensor.data, expected.record.numbers("activation:" + name), 1e-6, 1e-6) == "");
    }
    const double loss = crossEntropy(activations, expected.targets);
    CHECK(std::abs(loss - expected.record.number("loss")) <= 1e-6);
  }
}

TEST_CASE("no position sees the tokens after it") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 7);
  const std::vector<float> all = logitsOf(parameters, {1, 2, 3, 4, 5, 6});
  const std::vector<float> other_end = logitsOf(parameters, {1, 2, 3, 4, 0, 10});
  const std::vector<float> beginning = logitsOf(parameters, {1, 2, 3, 4});
  const auto seen = static_cast<std::ptrdiff_t>(beginning.size());
  CHECK(std::equal(all.begin(), all.begin() + seen, other_end.begin()));
  CHECK(!std::equal(all.begin() + seen, all.end(), other_end.begin() + seen));
  // A product of fewer rows may add in another order.
  for (std::size_t i = 0; i < beginning.size(); ++i) CHECK(std::abs(beginning[i] - all[i]) <= 1e-5f);
}

TEST_CASE("activations of one prompt leave nothing behind for the next") {
  const Parameters small = smallTransformer(kSmallTransformer, 7);
  const Parameters attention_only = smallTransformer(kSmallAttentionOnly, 8);
  Activations activations;
  transformerForward(small, std::vector{1, 2, 3, 4, 5, 6}, {}, activations);
  transformerForward(attention_only, std::vector{9, 8, 7}, {}, activations);
  transformerForward(small, std::vector{10, 0}, {}, activations);
  CHECK(activation(activations, "logits").data == logitsOf(small, {10, 0}));
}

TEST_CASE("a prompt longer than a block of attention's products is computed as a shorter one is") {
  const TransformerConfig config{2, 2, 8, 12, 100, 11};
  const Parameters parameters = smallTransformer(config, 9);
  std::vector<int> tokens(100);
  for (std::size_t i = 0; i < tokens.size(); ++i) tokens[i] = static_cast<int>(i * i % 11);
  const std::vector<float> all = logitsOf(parameters, tokens);
  for (const int length : {1, 31, 32, 33, 63, 65, 99}) {
    const std::vector<float> logits = logitsOf(parameters, {tokens.begin(), tokens.begin() + length});
    float largest = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) largest = std::max(largest, std::abs(logits[i] - all[i]));
    CHECK(largest <= 1e-5f);
  }
}

TEST_CASE("tokens that the model does not have are refused") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 1);
  Activations activations;
  const auto run = [&](const std::vector<int>& tokens) { transformerForward(parameters, tokens, {}, activations); };
  CHECK_THROWS_WITH_AS(run({}), "tokens must be 1 to 6 (the context), not 0", InputError);
  CHECK_THROWS_WITH_AS(run({1, 2, 3, 4, 5, 6, 7}), "tokens must be 1 to 6 (the context), not 7", InputError);
  CHECK_THROWS_WITH_AS(run({1, 11}), "token must be a whole number from 0 to 10, not 11", InputError);
  CHECK_THROWS_WITH_AS(run({-1}), "token must be a whole number from 0 to 10, not -1", InputError);
}
