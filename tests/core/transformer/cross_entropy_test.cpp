#include "transformer/cross_entropy.h"

#include <cmath>
#include <numeric>

#include "base/input_error.h"
#include "doctest.h"
#include "small_transformer.h"
#include "transformer/forward.h"

using namespace attention;

TEST_CASE("the cross-entropy of equal logits is the logarithm of their number") {
  for (const int size : {1, 4, 256, 257, 1000}) {
    const std::vector<float> logits(static_cast<std::size_t>(size), 3.0f);
    CHECK(std::abs(crossEntropyForward(logits.data(), size, size - 1) - std::log(static_cast<float>(size))) <= 1e-6f);
  }
}

TEST_CASE("logits of any size have a finite cross-entropy") {
  const std::vector<float> logits = {1000, 0, -1000};
  CHECK(crossEntropyForward(logits.data(), 3, 0) == 0);
  CHECK(crossEntropyForward(logits.data(), 3, 2) == 2000);
}

TEST_CASE("the cross-entropy's gradient is the softmax less one at the target") {
  NumpyRandom random(4);
  std::vector<float> logits = randomNumbers(random, 300, 8);
  std::vector<float> gradient(300);
  const float loss = crossEntropyBackward(logits.data(), 300, 17, 0.5f, gradient.data());
  CHECK(std::abs(loss - crossEntropyForward(logits.data(), 300, 17)) <= 1e-6f);
  double total = 0;
  for (const float logit : logits) total += std::exp(static_cast<double>(logit));
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double expected = 0.5 * (std::exp(static_cast<double>(logits[i])) / total - (i == 17 ? 1 : 0));
    CHECK(std::abs(static_cast<double>(gradient[i]) - expected) <= 1e-7);
  }
  CHECK(std::abs(std::accumulate(gradient.begin(), gradient.end(), 0.0f)) <= 1e-6f);
}

TEST_CASE("a prompt asks for the token after each but the last") {
  CHECK(nextTokens(std::vector{4, 5, 6}) == std::vector{5, 6, -1});
  CHECK(nextTokens(std::vector{4}) == std::vector{-1});
  CHECK(nextTokens({}).empty());
}

TEST_CASE("the loss is the mean over the positions that have a target") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 1);
  Activations activations;
  transformerForward(parameters, std::vector{1, 2, 3}, {}, activations);
  const float* const logits = activations.view(Hook::logits).data;
  const float first = crossEntropyForward(logits, 11, 5);
  const float last = crossEntropyForward(logits + 22, 11, 0);
  CHECK(std::abs(crossEntropy(activations, std::vector{5, -1, 0}) - (first + last) / 2) <= 1e-6f);
  CHECK(crossEntropy(activations, std::vector{5, -1, -1}) == first);
  CHECK(crossEntropy(activations, std::vector{-1, -1, -1}) == 0);
}

TEST_CASE("targets that do not fit are refused") {
  const Parameters parameters = smallTransformer(kSmallTransformer, 1);
  Activations activations;
  transformerForward(parameters, std::vector{1, 2, 3}, {}, activations);
  CHECK_THROWS_WITH_AS(crossEntropy(activations, std::vector{1, 2}), "targets must be as many as the 3 tokens, not 2",
                       InputError);
  CHECK_THROWS_WITH_AS(crossEntropy(activations, std::vector{1, 2, -2}),
                       "target must be a whole number from -1 to 10, not -2", InputError);
}
