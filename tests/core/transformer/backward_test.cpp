#include "transformer/backward.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/input_error.h"
#include "doctest.h"
#include "gpt_golden.h"
#include "small_transformer.h"
#include "transformer/cross_entropy.h"
#include "transformer/forward.h"

using namespace attention;

namespace {

const std::vector<int> kTokens = {3, 1, 4, 1, 5, 9};
const std::vector<int> kTargets = {1, 4, -1, 5, 9, 2};
constexpr float kPredictions = 5;

/// The loss in double from the logits: what finite differences can see is not lost in its rounding.
double lossOf(const Parameters& parameters, const std::vector<Intervention>& interventions, Activations& activations) {
  transformerForward(parameters, kTokens, interventions, activations);
  const float* logits = activations.view(Hook::logits).data;
  double loss = 0;
  for (const int target : kTargets) {
    double sum = 0;
    for (int i = 0; i < parameters.config.vocab_size; ++i) sum += std::exp(static_cast<double>(logits[i]));
    if (target >= 0) loss += std::log(sum) - static_cast<double>(logits[target]);
    logits += parameters.config.vocab_size;
  }
  return loss / static_cast<double>(kPredictions);
}

struct Result {
  float loss;
  Activations activations;
  Activations gradients;
  std::vector<float> parameter_gradients;
};

Result backward(const Parameters& parameters, std::span<const int> tokens, std::span<const int> targets,
                const std::vector<Intervention>& interventions, Gradients wanted = Gradients::all) {
  Result result;
  result.parameter_gradients.resize(parameters.data.size());
  const auto predictions = std::count_if(targets.begin(), targets.end(), [](int target) { return target >= 0; });
  transformerForward(parameters, tokens, interventions, result.activations);
  result.loss = transformerBackward(parameters, tokens, targets, 1 / static_cast<float>(predictions), interventions,
                                    result.activations, result.gradients, result.parameter_gradients, wanted);
  return result;
}

Result backward(const golden::GptCase& golden_case, Gradients wanted = Gradients::all) {
  return backward(golden_case.parameters, golden_case.tokens, golden_case.targets, golden_case.interventions, wanted);
}

}  // namespace

TEST_CASE("the gradient of every activation and every parameter is PyTorch's, with interventions and without") {
  for (const golden::GptCase& expected : golden::gptCases()) {
    CAPTURE(expected.name);
    const Result result = backward(expected);
    CHECK(std::abs(static_cast<double>(result.loss) - expected.record.number("loss")) <= 1e-6);
    for (const std::string& name : activationNames(expected.parameters.config)) {
      CAPTURE(name);
      const Tensor tensor = activation(result.gradients, name);
      CHECK(golden::difference(tensor.data, expected.record.numbers("gradient:" + name), 1e-6, 1e-6) == "");
    }
    for (const ParameterInfo& info : parameterTable(expected.parameters.config)) {
      CAPTURE(info.name);
      const std::span<const float> gradient(result.parameter_gradients.data() + info.offset, info.size);
      const Vector numbers = expected.record.numbers("parameter_gradient:" + info.name);
      CHECK(golden::difference(gradient, numbers, 1e-6, 1e-6) == "");
    }
  }
}

// Step 1/64, loss about 2.4, rounded about 1e-7: so is the derivative to about 1e-5; truncation is below that.
TEST_CASE("the gradient of every kind of parameter is what finite differences say") {
  for (const TransformerConfig& config : {kSmallTransformer, kSmallAttentionOnly}) {
    Parameters parameters = smallTransformer(config, 1);
    const Result result = backward(parameters, kTokens, kTargets, {});
    Activations activations;
    NumpyRandom random(2);
    for (const ParameterInfo& info : parameterTable(config)) {
      CAPTURE(info.name);
      const std::span<float> tensor(parameters.data.data() + info.offset, info.size);
      for (int repetition = 0; repetition < 4; ++repetition) {
        const std::vector<float> direction = randomNumbers(random, info.size);
        double expected = 0;
        for (std::size_t i = 0; i < info.size; ++i) {
          expected +=
              static_cast<double>(direction[i]) * static_cast<double>(result.parameter_gradients[info.offset + i]);
        }
        const double measured =
            derivativeAlong(tensor, direction, 1.0 / 64, [&] { return lossOf(parameters, {}, activations); });
        CHECK(std::abs(measured - expected) <= 2e-5 * (1 + std::abs(expected)));
      }
    }
  }
}

TEST_CASE("the gradients of the parameters do not depend on what else is wanted") {
  for (const golden::GptCase& golden_case : golden::gptCases()) {
    CAPTURE(golden_case.name);
    const Result all = backward(golden_case);
    const Result parameters = backward(golden_case, Gradients::parameters);
    CHECK(parameters.loss == all.loss);
    CHECK(parameters.parameter_gradients == all.parameter_gradients);
  }
}

TEST_CASE("without parameter gradients the activations' are the same") {
  const golden::GptCase& golden_case = golden::gptCases()[0];
  Result result = backward(golden_case);
  Activations gradients;
  transformerBackward(golden_case.parameters, golden_case.tokens, golden_case.targets, 1 / kPredictions, {},
                      result.activations, gradients, {});
  for (const std::string& name : activationNames(golden_case.parameters.config)) {
    CHECK(activation(gradients, name).data == activation(result.gradients, name).data);
  }
}

TEST_CASE("parameter gradients are added to, times the scale") {
  const golden::GptCase& golden_case = golden::gptCases()[0];
  Result result = backward(golden_case);
  const std::vector<float> once = result.parameter_gradients;
  transformerBackward(golden_case.parameters, golden_case.tokens, golden_case.targets, 2 / kPredictions, {},
                      result.activations, result.gradients, result.parameter_gradients, Gradients::parameters);
  for (std::size_t i = 0; i < once.size(); ++i) {
    CHECK(std::abs(result.parameter_gradients[i] - 3 * once[i]) <= 1e-6f * std::max(1.0f, std::abs(once[i])));
  }
}

TEST_CASE("the gradients of a long prompt are what finite differences say") {
  const TransformerConfig config{2, 2, 8, 12, 70, 11};
  Parameters parameters = smallTransformer(config, 3);
  NumpyRandom random(4);
  std::vector<int> tokens(70);
  for (int& token : tokens) token = static_cast<int>(random.uniform() * 11);
  const std::vector<int> targets = nextTokens(tokens);
  const Result result = backward(parameters, tokens, targets, {}, Gradients::parameters);
  const std::vector<float> direction = randomNumbers(random, parameters.data.size(), 0.2);
  double expected = 0;
  for (std::size_t i = 0; i < direction.size(); ++i) {
    expected += static_cast<double>(direction[i]) * static_cast<double>(result.parameter_gradients[i]);
  }
  Activations activations;
  const double measured = derivativeAlong(parameters.data, direction, 1.0 / 64, [&] {
    transformerForward(parameters, tokens, {}, activations);
    return crossEntropy(activations, targets);
  });
  CHECK(std::abs(measured - expected) <= 2e-5 * (1 + std::abs(expected)));
}

TEST_CASE("no prediction asked, no loss and no gradient") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 1);
  Result result;
  result.parameter_gradients.resize(parameters.data.size());
  transformerForward(parameters, std::vector{1, 2}, {}, result.activations);
  const std::vector<int> none = {-1, -1};
  const float loss = transformerBackward(parameters, std::vector{1, 2}, none, 1, {}, result.activations,
                                         result.gradients, result.parameter_gradients);
  CHECK(loss == 0);
  CHECK(std::all_of(result.parameter_gradients.begin(), result.parameter_gradients.end(),
                    [](float gradient) { return gradient == 0; }));
}

TEST_CASE("what does not fit the activations is refused") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 1);
  const Parameters other = smallTransformer(kSmallAttentionOnly, 1);
  const std::vector<int> tokens = {1, 2, 3};
  Activations activations;
  Activations gradients;
  std::vector<float> few(3);
  transformerForward(parameters, tokens, {}, activations);
  const auto run = [&](const Parameters& model, const std::vector<int>& targets, std::span<float> into) {
    transformerBackward(model, tokens, targets, 1, {}, activations, gradients, into);
  };
  CHECK_THROWS_WITH_AS(run(other, {2, 3, -1}, {}), "activations must be those of the same model and tokens",
                       InputError);
  CHECK_THROWS_WITH_AS(run(parameters, {2, 3}, {}), "targets must be as many as the 3 tokens, not 2", InputError);
  CHECK_THROWS_WITH_AS(run(parameters, {2, 3, 11}, {}), "target must be a whole number from -1 to 10, not 11",
                       InputError);
  CHECK_THROWS_WITH_AS(run(parameters, {2, 3, -1}, few),
                       "parameter gradients must be as many as the 1216 parameters, not 3", InputError);
}
