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

TEST_CASE("sizes that only some models have are refused by name") {
  const auto refuses = [](TransformerConfig config, const char* message) {
    CHECK_THROWS_WITH_AS(requireValid(config), message, InputError);
  };
  using attention::Positions;
  using attention::RotaryScaling;
  refuses({.key_value_heads = 5}, "key_value_heads must be a whole number from 0 to 4, not 5");
  refuses({.key_value_heads = 3}, "heads must be a multiple of the 3 key_value_heads, not 4");
  refuses({.head_size = -1}, "head_size must be a whole number from 0 to 65536, not -1");
  refuses({.window = -2}, "window must be a whole number from 0 to 16777216, not -2");
  refuses({.norms_heads = true}, "norms_heads must be false where positions are not rotary");
  refuses({.embedding_scale = 0}, "embedding_scale must not be 0");
  refuses({.positions = Positions::rotary, .head_size = 5},
          "rotary size must be an even number, at most the 5 of a head, not 5");
  refuses({.positions = Positions::rotary, .rotary = {.size = 18}},
          "rotary size must be an even number, at most the 16 of a head, not 18");
  refuses({.positions = Positions::rotary, .rotary = {.base = 0.5f}},
          "rotary base must be a finite number, at least 1, not 0.5");
  refuses({.positions = Positions::rotary, .rotary = {.scaling = {RotaryScaling::Kind::linear, 0.5f}}},
          "rotary scaling factor must be a finite number, at least 1, not 0.5");
  CHECK_NOTHROW(requireValid({.heads = 3, .key_value_heads = 1, .head_size = 6}));
}

TEST_CASE("heads may have another size together than the model, and share keys and values") {
  const TransformerConfig config{.heads = 6, .d_model = 10, .key_value_heads = 2, .head_size = 4};
  CHECK(sizeOf(config, attention::Extent::queries) == 24);
  CHECK(sizeOf(config, attention::Extent::keys) == 8);
  CHECK(config.headSize() == 4);
  CHECK(config.keyValueHeads() == 2);
}

TEST_CASE("a model that would not fit into 32-bit memory is refused, however large") {
  CHECK_THROWS_WITH_AS(requireValid({.layers = 48, .heads = 25, .d_model = 1600, .d_mlp = 6400, .context = 1024}),
                       doctest::Contains("at most 268435456 parameters, not 1477"), InputError);
  const TransformerConfig largest{512, 1024, 65'536, 262'144, 65'536, 1'048'576};
  CHECK(parameterCount(largest) > 26'000'000'000'000);
  CHECK_THROWS_AS(requireValid(largest), InputError);
}
