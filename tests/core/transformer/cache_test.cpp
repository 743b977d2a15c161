#include "transformer/cache.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/input_error.h"
#include "doctest.h"
#include "transformer/forward.h"

using attention::Activations;
using attention::Hook;
using attention::InputError;
using attention::KvCache;
using attention::Parameters;
using attention::TransformerConfig;

namespace {

/// A model in which every parameter matters: at the start, biases are 0 and layer norms change nothing.
Parameters modelOf(const TransformerConfig& config) {
  Parameters parameters = attention::initialParameters(config, 3);
  for (std::size_t i = 0; i < parameters.data.size(); ++i) {
    parameters.data[i] += 0.03F * (static_cast<float>(i % 7) - 3);
  }
  return parameters;
}

std::vector<int> tokensOf(const TransformerConfig& config) {
  std::vector<int> tokens;
  for (int i = 0; i < config.context; ++i) tokens.push_back((i * 7 + i * i) % config.vocab_size);
  return tokens;
}

/// The largest difference between the cache's logits and transformerForward's, where so many tokens are appended at a
/// time.
float difference(const Parameters& parameters, KvCache& cache, std::size_t at_once = 1) {
  const std::vector<int> tokens = tokensOf(parameters.config);
  Activations activations;
  attention::transformerForward(parameters, tokens, {}, activations);
  const auto size = static_cast<std::size_t>(parameters.config.vocab_size);
  float largest = 0;
  for (std::size_t done = 0; done < tokens.size();) {
    const auto some = std::span<const int>(tokens).subspan(done, std::min(at_once, tokens.size() - done));
    done += some.size();
    const float* expected = activations.view(Hook::logits).data + (done - 1) * size;
    for (const float logit : cache.append(some)) largest = std::max(largest, std::abs(logit - *expected++));
  }
  return largest;
}

std::span<const float> appendOne(KvCache& cache, int token) { return cache.append(std::span<const int>(&token, 1)); }

}  // namespace

TEST_CASE("token by token or many at once, the cache gives the logits of the whole sequence") {
  const TransformerConfig configs[] = {
      {.layers = 2, .heads = 4, .d_model = 64, .d_mlp = 256, .context = 64, .vocab_size = 256},
      {.layers = 5, .heads = 8, .d_model = 64, .d_mlp = 172, .context = 170, .vocab_size = 512},
      {.layers = 2, .heads = 1, .d_model = 12, .d_mlp = 0, .context = 9, .vocab_size = 5},
      {.layers = 1, .heads = 3, .d_model = 15, .d_mlp = 7, .context = 1, .vocab_size = 1},
  };
  for (const TransformerConfig& config : configs) {
    CAPTURE(config.d_mlp);
    const Parameters parameters = modelOf(config);
    KvCache cache(parameters);
    for (const std::size_t at_once : {1U, 2U, 13U, 64U, 1000U}) {
      CAPTURE(at_once);
      cache.clear();
      CHECK(difference(parameters, cache, at_once) < 1e-4);
      CHECK(cache.length() == config.context);
    }
  }
}

TEST_CASE("a cleared cache starts anew") {
  const Parameters parameters = modelOf({.layers = 2, .heads = 2, .d_model = 8, .d_mlp = 16, .context = 6});
  KvCache cache(parameters);
  CHECK(cache.length() == 0);
  appendOne(cache, 200);
  appendOne(cache, 100);
  CHECK(cache.length() == 2);
  cache.clear();
  CHECK(difference(parameters, cache) < 1e-4);
}

TEST_CASE("the cache refuses a token that is not in the vocabulary, and one more than the context") {
  const Parameters parameters = modelOf({.layers = 1, .heads = 1, .d_model = 4, .context = 2, .vocab_size = 3});
  KvCache cache(parameters);
  CHECK_THROWS_WITH_AS(appendOne(cache, 3), "token must be a whole number from 0 to 2, not 3", InputError);
  CHECK_THROWS_WITH_AS(appendOne(cache, -1), "token must be a whole number from 0 to 2, not -1", InputError);
  appendOne(cache, 0);
  appendOne(cache, 2);
  CHECK_THROWS_WITH_AS(appendOne(cache, 0), "tokens must be 1 to 0, what is left of the context, not 1", InputError);
  CHECK(cache.length() == 2);
}

TEST_CASE("a cache too large for the memory is refused before it is taken") {
  Parameters parameters;
  parameters.config = {.layers = 512, .heads = 1, .d_model = 1024, .d_mlp = 0, .context = 65536, .vocab_size = 1};
  CHECK_THROWS_WITH_AS(KvCache{parameters},
                       "context must be shorter: keys and values of 65536 tokens are more than 268435456 numbers",
                       InputError);
}
