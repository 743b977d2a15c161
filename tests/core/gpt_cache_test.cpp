#include "gpt_cache.h"

#include <algorithm>
#include <cmath>

#include "doctest.h"
#include "gpt_forward.h"
#include "input_error.h"

using attention::Activations;
using attention::GptCache;
using attention::GptConfig;
using attention::GptParameters;
using attention::Hook;
using attention::InputError;

namespace {

/// A model in which every parameter matters: at the start, biases are 0 and layer norms change nothing.
GptParameters modelOf(const GptConfig& config) {
  GptParameters parameters = attention::initialParameters(config, 3);
  for (std::size_t i = 0; i < parameters.data.size(); ++i) {
    parameters.data[i] += 0.03F * (static_cast<float>(i % 7) - 3);
  }
  return parameters;
}

std::vector<int> tokensOf(const GptConfig& config) {
  std::vector<int> tokens;
  for (int i = 0; i < config.context; ++i) tokens.push_back((i * 7 + i * i) % config.vocab_size);
  return tokens;
}

/// The largest difference between the cache's logits and gptForward's, over all positions.
float difference(const GptParameters& parameters, GptCache& cache) {
  const std::vector<int> tokens = tokensOf(parameters.config);
  Activations activations;
  attention::gptForward(parameters, tokens, {}, activations);
  const float* expected = activations.at(Hook::logits);
  float largest = 0;
  for (const int token : tokens) {
    for (const float logit : cache.append(token)) largest = std::max(largest, std::abs(logit - *expected++));
  }
  return largest;
}

}  // namespace

TEST_CASE("token by token, the cache gives the logits of the whole sequence") {
  const GptConfig configs[] = {
      {.layers = 2, .heads = 4, .d_model = 64, .d_mlp = 256, .context = 64, .vocab_size = 256},
      {.layers = 5, .heads = 8, .d_model = 64, .d_mlp = 172, .context = 70, .vocab_size = 512},
      {.layers = 2, .heads = 1, .d_model = 12, .d_mlp = 0, .context = 9, .vocab_size = 5},
      {.layers = 1, .heads = 3, .d_model = 15, .d_mlp = 7, .context = 1, .vocab_size = 1},
  };
  for (const GptConfig& config : configs) {
    CAPTURE(config.d_mlp);
    const GptParameters parameters = modelOf(config);
    GptCache cache(parameters);
    CHECK(difference(parameters, cache) < 1e-4);
    CHECK(cache.isFull());
  }
}

TEST_CASE("a cleared cache starts anew") {
  const GptParameters parameters = modelOf({.layers = 2, .heads = 2, .d_model = 8, .d_mlp = 16, .context = 6});
  GptCache cache(parameters);
  CHECK(cache.length() == 0);
  cache.append(200);
  cache.append(100);
  CHECK(cache.length() == 2);
  cache.clear();
  CHECK(difference(parameters, cache) < 1e-4);
}

TEST_CASE("the cache refuses a token that is not in the vocabulary, and one more than the context") {
  const GptParameters parameters = modelOf({.layers = 1, .heads = 1, .d_model = 4, .context = 2, .vocab_size = 3});
  GptCache cache(parameters);
  CHECK_THROWS_WITH_AS(cache.append(3), "token must be a whole number from 0 to 2, not 3", InputError);
  CHECK_THROWS_WITH_AS(cache.append(-1), "token must be a whole number from 0 to 2, not -1", InputError);
  cache.append(0);
  cache.append(2);
  CHECK_THROWS_WITH_AS(cache.append(0), "tokens must be at most 2, the context", InputError);
  CHECK(cache.length() == 2);
}

TEST_CASE("a cache too large for the memory is refused before it is taken") {
  GptParameters parameters;
  parameters.config = {.layers = 512, .heads = 1, .d_model = 1024, .d_mlp = 0, .context = 65536, .vocab_size = 1};
  CHECK_THROWS_WITH_AS(GptCache{parameters},
                       "context must be shorter: keys and values of 65536 tokens are more than 268435456 numbers",
                       InputError);
}
