#include "transformer/config.h"

#include <string>

#include "base/input_error.h"
#include "doctest.h"
#include "transformer/parameters.h"

using attention::InputError;
using attention::parameterCount;
using attention::requireValid;
using attention::TransformerConfig;

TEST_CASE("GPT-2's sizes have GPT-2's number of parameters") {
  const TransformerConfig gpt2{12, 12, 768, 3072, 1024, 50257};
  CHECK(parameterCount(gpt2) == 124'439'808);
  CHECK_NOTHROW(requireValid(gpt2));
  CHECK(gpt2.headSize() == 64);
}

TEST_CASE("without an MLP its layer norm is not there either") {
  const TransformerConfig config{2, 2, 8, 0, 6, 11};
  CHECK(!config.hasMlp());
  CHECK(parameterCount(config) == (11 + 6) * 8 + 2 * (16 + 8 * 24 + 24 + 8 * 8 + 8) + 16);
}

TEST_CASE("sizes out of range are refused by name") {
  const auto refuses = [](TransformerConfig config, const char* message) {
    CHECK_THROWS_WITH_AS(requireValid(config), message, InputError);
  };
  refuses({.layers = 0}, "layers must be a whole number from 1 to 512, not 0");
  refuses({.heads = 0}, "heads must be a whole number from 1 to 1024, not 0");
  refuses({.d_model = -64}, "d_model must be a whole number from 1 to 65536, not -64");
  refuses({.d_mlp = -1}, "d_mlp must be a whole number from 0 to 262144, not -1");
  refuses({.context = 0}, "context must be a whole number from 1 to 65536, not 0");
  refuses({.vocab_size = 2'000'000}, "vocab_size must be a whole number from 1 to 1048576, not 2000000");
  refuses({.heads = 3}, "d_model must be a multiple of the 3 heads, not 64");
  refuses({.layer_norm_epsilon = 0}, "layer_norm_epsilon must be a number above 0 and at most 1, not 0.000000");
}

TEST_CASE("kinds that are described but not computed yet are refused by name") {
  const auto refuses = [](TransformerConfig config, const char* message) {
    CHECK_THROWS_WITH_AS(requireValid(config), message, InputError);
  };
  refuses({.norm = attention::Norm::rms}, "norm must be a layer norm: others are not computed yet");
  refuses({.positions = attention::Positions::rotary}, "positions must be learned: others are not computed yet");
  refuses({.mlp = attention::Mlp::gated}, "mlp must be plain: a gated one is not computed yet");
  refuses({.key_value_heads = 2}, "key_value_heads must be as many as the 4 heads, not 2: fewer are not computed yet");
  CHECK_NOTHROW(requireValid({.key_value_heads = 4}));
}

TEST_CASE("a model that would not fit into 32-bit memory is refused, however large") {
  CHECK_THROWS_WITH_AS(requireValid({.layers = 48, .heads = 25, .d_model = 1600, .d_mlp = 6400, .context = 1024}),
                       doctest::Contains("at most 268435456 parameters, not 1477"), InputError);
  const TransformerConfig largest{512, 1024, 65'536, 262'144, 65'536, 1'048'576};
  CHECK(parameterCount(largest) > 26'000'000'000'000);
  CHECK_THROWS_AS(requireValid(largest), InputError);
}
