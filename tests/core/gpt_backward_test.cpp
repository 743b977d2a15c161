#include "gpt_backward.h"

#include <cmath>
#include <string>

#include "cross_entropy.h"
#include "doctest.h"
#include "gpt_forward.h"
#include "input_error.h"
#include "small_gpt.h"

using namespace attention;

namespace {

const std::vector<int> kTokens = {3, 1, 4, 1, 5, 9};
const std::vector<int> kTargets = {1, 4, -1, 5, 9, 2};
constexpr float kPredictions = 5;

/// The loss in double from the logits: what finite differences can see is not lost in its rounding.
double lossOf(const GptParameters& parameters, const std::vector<Intervention>& interventions,
              Activations& activations) {
  gptForward(parameters, kTokens, interventions, activations);
  const float* logits = activations.at(Hook::logits);
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

Result backward(const GptParameters& parameters, const std::vector<Intervention>& interventions = {},
                Gradients wanted = Gradients::all) {
  Result result;
  result.parameter_gradients.resize(parameters.data.size());
  gptForward(parameters, kTokens, interventions, result.activations);
  result.loss = gptBackward(parameters, kTokens, kTargets, 1 / kPredictions, interventions, result.activations,
                            result.gradients, result.parameter_gradients, wanted);
  return result;
}

}  // namespace

// Step 1/64, loss about 2.4, rounded about 1e-7: so is the derivative to about 1e-5, and truncation is below that.
TEST_CASE("the gradient of every kind of parameter is what finite differences say") {
  for (const GptConfig& config : {kSmallGpt, kSmallAttentionOnly}) {
    GptParameters parameters = smallGpt(config, 1);
    const Result result = backward(parameters);
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
        CHECK(std::abs(measured - expected) <= 1e-5 + 2e-5 * std::abs(expected));
      }
    }
  }
}
