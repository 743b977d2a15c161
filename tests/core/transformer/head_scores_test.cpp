#include "transformer/head_scores.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/input_error.h"
#include "doctest.h"
#include "small_transformer.h"
#include "transformer/forward.h"
#include "transformer/interventions.h"

using namespace attention;

namespace {

double logProbabilityOf(const Activations& activations, int position, int token) {
  const ConstView logits = activations.view(Hook::logits);
  double sum = 0;
  for (int i = 0; i < logits.columns; ++i) sum += std::exp(double(logits.row(position)[i]));
  return double(logits.row(position)[token]) - std::log(sum);
}

}  // namespace

TEST_CASE("a head's scores are shares of its attention, entropy and distance means over its queries") {
  Activations activations;
  activations.prepare(kSmallTransformer, 4);
  for (int layer = 0; layer < 2; ++layer) {
    const View pattern = activations.view(Hook::pattern, layer);
    for (int query = 0; query < 4; ++query) {
      for (int key = 0; key < 4; ++key) {
        pattern.row(query)[key] = key == std::max(0, query - 1) ? 1 : 0;                     // the token before
        pattern.row(4 + query)[key] = key <= query ? 1 / static_cast<float>(query + 1) : 0;  // all alike
      }
    }
  }
  const int tokens[] = {3, 5, 3, 5};
  const std::vector<float> scores = headScores(activations, tokens);
  REQUIRE(scores.size() == 4 * kHeadScores);
  const double thirds = (1.0 / 3 + 1.0 / 4) / 4;
  const double expected[2][kHeadScores] = {
      {0.75, 0, 0.5, 0.5, 0, 0.75},
      {thirds + 0.125, thirds, thirds + 0.375, thirds, (std::log(2) + std::log(3) + std::log(4)) / 4, 0.75}};
  for (std::size_t i = 0; i < scores.size(); ++i) {
    CAPTURE(i);
    CHECK(double(scores[i]) == doctest::Approx(expected[i / kHeadScores % 2][i % kHeadScores]));
  }
}

TEST_CASE("a head's effects are the changes in a token's log probability that its interventions make") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 4);
  const std::vector<int> tokens{1, 7, 3, 7, 2};
  const std::vector<float> effects = headEffects(parameters, tokens, 3, 6, 1);
  Activations activations;
  transformerForward(parameters, tokens, {}, activations);
  const double before = logProbabilityOf(activations, 3, 6);
  for (int layer = 0; layer < 2; ++layer) {
    for (int head = 0; head < 2; ++head) {
      CAPTURE(layer);
      CAPTURE(head);
      const float* const effect = effects.data() + kHeadEffects * (2 * layer + head);
      transformerForward(parameters, tokens, {AblateHead{layer, head}}, activations);
      CHECK(double(effect[0]) == doctest::Approx(logProbabilityOf(activations, 3, 6) - before).epsilon(1e-4));
      transformerForward(parameters, tokens, {ReplacePattern{layer, head, ReplacePattern::To::uniform, {}}},
                         activations);
      CHECK(double(effect[1]) == doctest::Approx(logProbabilityOf(activations, 3, 6) - before).epsilon(1e-4));
      CHECK(effect[2] != 0);
    }
  }
  CHECK(headEffects(parameters, tokens, 3, 6, 1) == effects);
  CHECK(headEffects(parameters, tokens, 3, 6, 2) != effects);
}

TEST_CASE("there is nothing to shuffle in a text of one token") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 4);
  const std::vector<float> effects = headEffects(parameters, std::vector{3}, 0, 6, 1);
  for (std::size_t i = 0; i < effects.size(); ++i) CHECK((effects[i] == 0) == (i % kHeadEffects > 0));
}

TEST_CASE("effects need a token, a position and a seed that there are") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 4);
  const std::vector<int> tokens{1, 7};
  CHECK_THROWS_WITH_AS(headEffects(parameters, tokens, 2, 0, 1), "position must be a whole number from 0 to 1, not 2",
                       InputError);
  CHECK_THROWS_WITH_AS(headEffects(parameters, tokens, 0, 11, 1), "token must be a whole number from 0 to 10, not 11",
                       InputError);
  CHECK_THROWS_WITH_AS(headEffects(parameters, tokens, 0, 0, -1),
                       "seed must be a whole number from 0 to 4294967295, not -1", InputError);
}
