#include "transformer/generation.h"

#include <cmath>

#include "allocations.h"
#include "doctest.h"
#include "small_transformer.h"
#include "transformer/forward.h"

using attention::Activations;
using attention::Draw;
using attention::generate;
using attention::Generated;
using attention::GeneratedToken;
using attention::GenerateOptions;
using attention::Generation;
using attention::InputError;
using attention::kSmallAttentionOnly;
using attention::kSmallTransformer;
using attention::NumpyRandom;
using attention::Parameters;

namespace {

/// Generation the plain way: the whole forward over the last tokens, for each token.
void checkPlainly(const Parameters& parameters, std::vector<int> tokens, const GenerateOptions& options,
                  const Generated& generated) {
  const auto context = static_cast<std::size_t>(parameters.config.context);
  const auto size = static_cast<std::size_t>(parameters.config.vocab_size);
  NumpyRandom random(options.seed);
  Activations activations;
  Draw draw;
  for (std::size_t i = 0; i < generated.ids.size(); ++i) {
    const auto window = std::span<const int>(tokens).last(std::min(tokens.size(), context));
    attention::transformerForward(parameters, window, {}, activations);
    const float* const logits = activations.view(attention::Hook::logits).data + (window.size() - 1) * size;
    attention::drawToken({logits, size}, options.sampling, random.uniform(), draw);
    REQUIRE(generated.ids[i] == draw.chosen);
    REQUIRE(generated.draws[i] == draw.draw);
    const double probability = draw.probabilities[static_cast<std::size_t>(draw.chosen)];
    REQUIRE(generated.probabilities[i] == doctest::Approx(probability).epsilon(1e-4));
    tokens.push_back(draw.chosen);
  }
}

}  // namespace

TEST_CASE("generation is a forward over the last tokens and a draw, again and again, far beyond the context") {
  for (const attention::TransformerConfig& config : {kSmallTransformer, kSmallAttentionOnly}) {
    const Parameters parameters = attention::smallTransformer(config, 3);
    for (const std::vector<int>& prompt :
         {std::vector<int>{4}, {1, 2, 3}, {0, 1, 2, 3, 4, 5}, {9, 8, 7, 6, 5, 4, 3, 2}}) {
      CAPTURE(prompt.size());
      for (const GenerateOptions& options :
           {GenerateOptions{.max_tokens = 20, .seed = 7},
            GenerateOptions{.sampling = {.temperature = 0.8, .top_k = 5, .top_p = 0.9}, .max_tokens = 20},
            GenerateOptions{.sampling = {.temperature = 0}, .max_tokens = 20}}) {
        const Generated generated = generate(parameters, prompt, options);
        REQUIRE(generated.ids.size() == 20);
        checkPlainly(parameters, prompt, options, generated);
      }
    }
  }
}

TEST_CASE("token by token or all at once, the same seed gives the same tokens") {
  const Parameters parameters = attention::smallTransformer(kSmallTransformer, 3);
  const std::vector<int> prompt{1, 2};
  const GenerateOptions options{.max_tokens = 12, .seed = 5};
  const Generated all = generate(parameters, prompt, options);
  Generation generation(parameters, prompt, options);
  for (std::size_t i = 0; i < 12; ++i) {
    REQUIRE(!generation.isDone());
    const GeneratedToken token = generation.next();
    CHECK(token.id == all.ids[i]);
    CHECK(token.probability == all.probabilities[i]);
    CHECK(token.draw == all.draws[i]);
  }
  CHECK(generation.isDone());
}

TEST_CASE("no token takes memory after the first, within the context and beyond it") {
  const Parameters parameters = attention::smallTransformer(kSmallTransformer, 3);
  Generation generation(parameters, std::vector<int>{1}, {.sampling = {.top_k = 5, .top_p = 0.9}});
  generation.next();
  const std::size_t before = allocations();
  while (!generation.isDone()) generation.next();
  CHECK(allocations() <= before + 1);  // the activations of the first forward beyond the context
}

TEST_CASE("greedy generation is certain of each token") {
  const Generated generated = generate(attention::smallTransformer(kSmallTransformer, 3), std::vector<int>{1},
                                       {.sampling = {.temperature = 0}});
  CHECK(generated.probabilities == std::vector<double>(100, 1.0));
}

TEST_CASE("no tokens asked for, none generated") {
  CHECK(
      generate(attention::smallTransformer(kSmallTransformer, 3), std::vector<int>{1}, {.max_tokens = 0}).ids.empty());
}

TEST_CASE("generation refuses prompts and options that cannot be") {
  const Parameters parameters = attention::smallTransformer(kSmallTransformer, 3);
  const auto begin = [&](const std::vector<int>& prompt, const GenerateOptions& options) {
    Generation generation(parameters, prompt, options);
  };
  CHECK_THROWS_WITH_AS(begin({}, {}), "prompt must have at least one token, not none", InputError);
  CHECK_THROWS_WITH_AS(begin({1, 11, 1, 1, 1, 1, 1, 1}, {}), "prompt must be a whole number from 0 to 10, not 11",
                       InputError);
  CHECK_THROWS_WITH_AS(begin({-1}, {}), "prompt must be a whole number from 0 to 10, not -1", InputError);
  CHECK_THROWS_WITH_AS(begin({1}, {.max_tokens = -1}), "max_tokens must be a whole number from 0 to 1000000, not -1",
                       InputError);
  CHECK_THROWS_WITH_AS(begin({1}, {.seed = -1}), "seed must be a whole number from 0 to 4294967295, not -1",
                       InputError);
  CHECK_THROWS_WITH_AS(begin({1}, {.sampling = {.top_p = 2}}), "top_p must be a number above 0 and at most 1, not 2",
                       InputError);
}

TEST_CASE("a model whose logits are not finite is refused, not sampled from") {
  Parameters parameters = attention::smallTransformer(kSmallTransformer, 3);
  parameters.data[0] = NAN;
  CHECK_THROWS_WITH_AS(generate(parameters, std::vector<int>{1}, {}),
                       "logits must be finite numbers, not nan for token 0", InputError);
}
