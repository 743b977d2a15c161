#include "transformer/judging.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/input_error.h"
#include "doctest.h"
#include "small_transformer.h"
#include "transformer/forward.h"

using namespace attention;

TEST_CASE("a judgement is what the pass computed before the answer") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 4);
  const std::vector<int> tokens{1, 7, 3, 7, 2};
  const std::vector<Question> questions{{3, 7, {0, 2}}, {5, 4, {1}}};
  Activations activations, expected;
  const std::vector<Judgement> judgements = judge(parameters, tokens, questions, {}, activations);
  transformerForward(parameters, tokens, {}, expected);
  REQUIRE(judgements.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const Question& question = questions[i];
    const int query = question.position - 1;
    const float* const logits = expected.view(Hook::logits).row(query);
    double sum = 0;
    for (int token = 0; token < kSmallTransformer.vocab_size; ++token) sum += std::exp(double(logits[token]));
    CHECK(double(judgements[i].probability) == doctest::Approx(std::exp(double(logits[question.token])) / sum));
    for (int token = 0; token < kSmallTransformer.vocab_size; ++token) {
      CHECK(logits[token] <= logits[judgements[i].likeliest]);
    }
    for (int head = 0; head < 4; ++head) {
      const float* const weights = expected.view(Hook::pattern, head / 2).row(head % 2 * 5 + query);
      float look = 0;
      for (const int antecedent : question.antecedents) look += weights[antecedent];
      CHECK(judgements[i].looks[std::size_t(head)] == look);
      for (int key = 0; key <= query; ++key) CHECK(weights[key] <= weights[judgements[i].most[std::size_t(head)]]);
    }
  }
}

TEST_CASE("questions must be of the text") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 4);
  const std::vector<int> tokens{1, 7};
  Activations activations;
  const auto ask = [&](const Question& question) { judge(parameters, tokens, std::vector{question}, {}, activations); };
  CHECK_THROWS_WITH_AS(ask({0, 1, {}}), "position must be a whole number from 1 to 2, not 0", InputError);
  CHECK_THROWS_WITH_AS(ask({3, 1, {}}), "position must be a whole number from 1 to 2, not 3", InputError);
  CHECK_THROWS_WITH_AS(ask({2, 11, {}}), "token must be a whole number from 0 to 10, not 11", InputError);
  CHECK_THROWS_WITH_AS(ask({2, 1, {2}}), "antecedent must be a whole number from 0 to 1, not 2", InputError);
}
