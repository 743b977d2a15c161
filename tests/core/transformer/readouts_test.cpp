#include "transformer/readouts.h"

#include <cmath>
#include <numeric>

#include "base/input_error.h"
#include "doctest.h"
#include "gpt_golden.h"
#include "small_transformer.h"
#include "transformer/forward.h"
#include "transformer/sampling.h"

using namespace attention;

namespace {

/// test(case, activations) for the golden cases that have readouts.
template <class Test>
void forEachCase(Test test) {
  for (const golden::GptCase& golden_case : golden::gptCases()) {
    if (!golden_case.record.has("rollout")) continue;
    CAPTURE(golden_case.name);
    Activations activations;
    transformerForward(golden_case.parameters, golden_case.tokens, golden_case.interventions, activations);
    test(golden_case, activations);
  }
}

double sumOf(const Attribution& attribution) {
  double sum = static_cast<double>(attribution.embed) + static_cast<double>(attribution.pos_embed) +
               static_cast<double>(attribution.bias) + static_cast<double>(attribution.edits);
  for (const std::vector<float>* part : {&attribution.heads, &attribution.attn_biases, &attribution.mlps}) {
    sum += std::accumulate(part->begin(), part->end(), 0.0);
  }
  return sum;
}

}  // namespace

TEST_CASE("the logit lens is PyTorch's") {
  forEachCase([](const golden::GptCase& expected, const Activations& activations) {
    const Lens lens = logitLens(expected.parameters, activations, 3);
    CHECK(lens.ids == expected.record.integers("lens_ids"));
    CHECK(golden::difference(lens.probabilities, expected.record.numbers("lens_probabilities"), 1e-6, 1e-6) == "");
    CHECK(lens.layers == 3);
    CHECK(lens.positions == 6);
    CHECK(lens.top == 3);
  });
}

TEST_CASE("the logit lens after the last block is the model's own prediction, and holds all tokens if asked to") {
  forEachCase([](const golden::GptCase& expected, const Activations& activations) {
    const Lens lens = logitLens(expected.parameters, activations, 11);
    const std::size_t last = 2 * 6 * 11 + 5 * 11;
    const float* const logits = activations.view(Hook::logits).data + 5 * 11;
    float sum = 0;
    for (std::size_t i = last; i < last + 11; ++i) {
      const float difference = std::log(lens.probabilities[i] / lens.probabilities[last]);
      CHECK(std::abs(difference - (logits[lens.ids[i]] - logits[lens.ids[last]])) <= 2e-6f);
      CHECK((i == last || lens.probabilities[i] <= lens.probabilities[i - 1]));
      sum += lens.probabilities[i];
    }
    CHECK(std::abs(sum - 1) <= 1e-6f);
  });
}

TEST_CASE("attention rollout is PyTorch's, and each of its rows sums to 1") {
  forEachCase([](const golden::GptCase& expected, const Activations& activations) {
    const std::vector<float> rollout = attentionRollout(activations);
    CHECK(golden::difference(rollout, expected.record.numbers("rollout"), 1e-6, 1e-6) == "");
    for (auto row = rollout.begin(); row != rollout.end(); row += 6) {
      CHECK(std::abs(std::accumulate(row, row + 6, 0.0f) - 1) <= 1e-6f);
    }
  });
}

TEST_CASE("direct logit attribution is PyTorch's, part by part") {
  forEachCase([](const golden::GptCase& expected, const Activations& activations) {
    const Attribution attribution = directLogitAttribution(expected.parameters, activations, 4, 7);
    std::vector<float> parts = {attribution.embed, attribution.pos_embed, attribution.bias};
    for (const std::vector<float>* part : {&attribution.heads, &attribution.attn_biases, &attribution.mlps}) {
      parts.insert(parts.end(), part->begin(), part->end());
    }
    CHECK(golden::difference(parts, expected.record.numbers("attribution"), 1e-6, 1e-6) == "");
  });
}

TEST_CASE("direct logit attribution sums to the logit, of every position and token") {
  forEachCase([](const golden::GptCase& expected, const Activations& activations) {
    for (int position = 0; position < 6; ++position) {
      for (int token = 0; token < 11; ++token) {
        const Attribution attribution = directLogitAttribution(expected.parameters, activations, position, token);
        CHECK(attribution.logit == activations.view(Hook::logits).data[position * 11 + token]);
        CHECK(std::abs(sumOf(attribution) - static_cast<double>(attribution.logit)) <= 1e-6);
        CHECK(std::abs(attribution.edits) <= 2e-6f);
      }
    }
  });
}

TEST_CASE("what an intervention puts into the stream itself is attributed to it") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 1);
  Activations activations;
  transformerForward(parameters, std::vector{1, 2}, {}, activations);
  const Patch patch{"blocks.1.hook_resid_mid", activation(activations, "blocks.0.hook_resid_mid"), {}};
  transformerForward(parameters, std::vector{1, 2}, {patch}, activations);
  const Attribution patched = directLogitAttribution(parameters, activations, 1, 3);
  CHECK(std::abs(patched.edits) > 0.1f);
  CHECK(std::abs(sumOf(patched) - static_cast<double>(patched.logit)) <= 1e-6);

  transformerForward(parameters, std::vector{1, 2}, {AblateHead{1, 1}}, activations);
  const Attribution ablated = directLogitAttribution(parameters, activations, 1, 3);
  CHECK(ablated.heads[3] == 0);
  CHECK(std::abs(ablated.edits) <= 2e-6f);
}

TEST_CASE("the draw at every position is the one that a text ending there would have") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 1);
  const std::vector<int> tokens = {3, 1, 4, 1, 5};
  Activations activations;
  transformerForward(parameters, tokens, {}, activations);
  SamplingOptions options;
  SUBCASE("as the model has it") {}
  SUBCASE("with what sampling changes") { options = {0.7, 6, 0.9, 0.05}; }
  const EveryDraw every = drawAtEveryPosition(activations, options, 0.625);
  REQUIRE(every.chosen.size() == 5);
  for (int i = 0; i < 5; ++i) {
    Activations ending;
    transformerForward(parameters, std::span(tokens).first(static_cast<std::size_t>(i) + 1), {}, ending);
    Draw draw;
    drawToken({ending.view(Hook::logits).data + i * 11, 11}, options, 0.625, draw);
    CHECK(every.chosen[static_cast<std::size_t>(i)] == draw.chosen);
    for (int token = 0; token < 11; ++token) {
      const auto t = static_cast<std::size_t>(token);
      CHECK(std::abs(every.probabilities(i, token) - draw.probabilities[t]) <= 1e-6);
      CHECK(std::abs(every.cumulative(i, token) - draw.cumulative[t]) <= 1e-6);
    }
  }
}

TEST_CASE("readouts of what there is not are refused") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 1);
  Activations activations;
  transformerForward(parameters, std::vector{1, 2}, {}, activations);
  CHECK_THROWS_WITH_AS(logitLens(parameters, activations, 0), "top must be a whole number from 1 to 11, not 0",
                       InputError);
  CHECK_THROWS_WITH_AS(logitLens(parameters, activations, 12), "top must be a whole number from 1 to 11, not 12",
                       InputError);
  CHECK_THROWS_WITH_AS(directLogitAttribution(parameters, activations, 2, 0),
                       "position must be a whole number from 0 to 1, not 2", InputError);
  CHECK_THROWS_WITH_AS(directLogitAttribution(parameters, activations, 0, 11),
                       "token must be a whole number from 0 to 10, not 11", InputError);
}
