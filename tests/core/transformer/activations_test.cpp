#include "transformer/activations.h"

#include <algorithm>
#include <set>

#include "base/input_error.h"
#include "doctest.h"
#include "small_transformer.h"

using namespace attention;

TEST_CASE("activations have TransformerLens's names, in the order in which they are computed") {
  CHECK(activationNames({1, 2, 8, 12, 6, 11}) == std::vector<std::string>{"hook_embed",
                                                                          "hook_pos_embed",
                                                                          "blocks.0.hook_resid_pre",
                                                                          "blocks.0.ln1.hook_scale",
                                                                          "blocks.0.ln1.hook_normalized",
                                                                          "blocks.0.attn.hook_q",
                                                                          "blocks.0.attn.hook_k",
                                                                          "blocks.0.attn.hook_v",
                                                                          "blocks.0.attn.hook_attn_scores",
                                                                          "blocks.0.attn.hook_pattern",
                                                                          "blocks.0.attn.hook_z",
                                                                          "blocks.0.hook_attn_out",
                                                                          "blocks.0.hook_resid_mid",
                                                                          "blocks.0.ln2.hook_scale",
                                                                          "blocks.0.ln2.hook_normalized",
                                                                          "blocks.0.mlp.hook_pre",
                                                                          "blocks.0.mlp.hook_post",
                                                                          "blocks.0.hook_mlp_out",
                                                                          "blocks.0.hook_resid_post",
                                                                          "ln_final.hook_scale",
                                                                          "ln_final.hook_normalized",
                                                                          "logits"});
  CHECK(activationNames({3, 2, 8, 12, 6, 11}).size() == 5 + 3 * 17);
}

TEST_CASE("without an MLP there is nothing of it") {
  for (const std::string& name : activationNames(kSmallAttentionOnly)) {
    CHECK(name.find("mlp") == std::string::npos);
    CHECK(name.find("mid") == std::string::npos);
    CHECK(name.find("ln2") == std::string::npos);
  }
}

TEST_CASE("each activation has its shape and its own numbers") {
  Activations activations;
  activations.prepare(kSmallTransformer, 5);
  const auto shape = [&](const char* name) { return activation(activations, name).shape; };
  CHECK(shape("hook_embed") == std::vector{5, 8});
  CHECK(shape("blocks.1.attn.hook_q") == std::vector{5, 2, 4});
  CHECK(shape("blocks.1.attn.hook_z") == std::vector{5, 2, 4});
  CHECK(shape("blocks.1.attn.hook_pattern") == std::vector{2, 5, 5});
  CHECK(shape("blocks.0.mlp.hook_post") == std::vector{5, 12});
  CHECK(shape("blocks.0.ln1.hook_scale") == std::vector{5, 1});
  CHECK(shape("logits") == std::vector{5, 11});

  float value = 0;
  std::vector<float> expected;
  for (const std::string& name : activationNames(kSmallTransformer)) {
    const auto [hook, layer] = hookNamed(kSmallTransformer, name);
    expected.push_back(++value);
    const View view = activations.view(hook, layer);
    std::fill(view.data, view.row(view.rows), value);
  }
  for (const Hook hook : {Hook::ln1_out, Hook::ln2_out}) {
    for (const int layer : {0, 1}) {
      const View view = activations.view(hook, layer);
      std::fill(view.data, view.row(view.rows), -1.0f);
    }
  }
  const View last = activations.view(Hook::ln_final_out);
  std::fill(last.data, last.row(last.rows), -1.0f);
  value = 0;
  for (const std::string& name : activationNames(kSmallTransformer)) {
    CAPTURE(name);
    const Tensor tensor = activation(activations, name);
    std::size_t size = 1;
    for (const int extent : tensor.shape) size *= static_cast<std::size_t>(extent);
    CHECK(tensor.data == std::vector<float>(size, ++value));
  }
}

TEST_CASE("room that was there once is not asked for again") {
  Activations activations;
  activations.prepare(kSmallTransformer, 6);
  const float* const numbers = activations.view(Hook::embed).data;
  for (const int length : {1, 4, 6}) {
    activations.prepare(kSmallTransformer, length);
    CHECK(activations.view(Hook::embed).data == numbers);
  }
  activations.prepare(kSmallTransformer, 6, Activations::Keep::shared);
  CHECK(activations.view(Hook::embed).data == numbers);
  CHECK(activations.view(Hook::pattern, 1).data == activations.view(Hook::pattern, 0).data);
}

TEST_CASE("what is kept for generation is each block's keys and values, and of the rest one block's") {
  Activations activations;
  activations.prepare(kSmallTransformer, 2, Activations::Keep::cached);
  CHECK(activations.view(Hook::resid_mid, 1).data == activations.view(Hook::embed).data);
  CHECK(activations.view(Hook::pattern, 1).data == activations.view(Hook::scores).data);
  activations.follow(3, 2);
  CHECK(activations.view(Hook::pattern).rows == 4);
  CHECK(activations.view(Hook::pattern).columns == 5);
  const Positioned keys = activations.keysSoFar(1);
  CHECK(keys.in_columns);
  CHECK(keys.numbers.rows == 8);
  CHECK(keys.numbers.columns == 5);
  for (int position = 0; position < 2; ++position) {
    std::fill_n(activations.view(Hook::k, 1).row(position), 8, static_cast<float>(position + 1));
  }
  const ConstView kept = activations.keysSoFar(1).numbers;
  CHECK(kept.row(7)[3] == 1);
  CHECK(kept.row(7)[4] == 2);
  CHECK(activations.valuesSoFar(1).numbers.row(7)[4] != 2);
  CHECK(activations.keysSoFar(0).numbers.data != kept.data);
}

TEST_CASE("more tokens at once than were prepared for find room, and what was kept is still there") {
  Activations activations;
  activations.prepare(kSmallTransformer, 1, Activations::Keep::cached);
  std::fill_n(activations.view(Hook::k).row(0), 8, 7.0f);
  activations.keysSoFar(0);
  activations.follow(1, 5);
  CHECK(activations.view(Hook::k).rows == 5);
  std::fill_n(activations.view(Hook::k).row(0), 5 * 8, 0.0f);
  const ConstView kept = activations.keysSoFar(0).numbers;
  CHECK(kept.columns == 6);
  CHECK(kept.row(3)[0] == 7);
  CHECK(kept.row(3)[5] == 0);
}

TEST_CASE("numbers that products read begin at a line of the cache") {
  for (std::size_t size = 1; size < 100; ++size) {
    const attention::Floats floats(size);
    CHECK(reinterpret_cast<std::uintptr_t>(floats.data()) % 64 == 0);
  }
}

TEST_CASE("a copy of activations is independent of them") {
  Activations activations;
  activations.prepare(kSmallTransformer, 2);
  *activations.view(Hook::logits).data = 1;
  const Activations copy = activations;
  *activations.view(Hook::logits).data = 2;
  CHECK(*copy.view(Hook::logits).data == 1);
}

TEST_CASE("a name that there is not is refused with those that there are") {
  Activations activations;
  activations.prepare(kSmallAttentionOnly, 2);
  CHECK_THROWS_WITH_AS(activation(activations, "blocks.2.hook_resid_pre"),
                       "activation must be one of hook_embed, hook_pos_embed, blocks.{l}.hook_resid_pre, "
                       "blocks.{l}.ln1.hook_scale, blocks.{l}.ln1.hook_normalized, blocks.{l}.attn.hook_q, "
                       "blocks.{l}.attn.hook_k, blocks.{l}.attn.hook_v, "
                       "blocks.{l}.attn.hook_attn_scores, blocks.{l}.attn.hook_pattern, blocks.{l}.attn.hook_z, "
                       "blocks.{l}.hook_attn_out, blocks.{l}.hook_resid_post, ln_final.hook_scale, "
                       "ln_final.hook_normalized, logits (l from 0 to 1), not "
                       "\"blocks.2.hook_resid_pre\"",
                       InputError);
  for (const char* name : {"", "blocks.0.mlp.hook_pre", "blocks.00.hook_resid_pre", "blocks.-1.hook_resid_pre", "q"}) {
    CHECK_THROWS_AS(activation(activations, name), InputError);
  }
}

TEST_CASE("more activations than memory can hold are refused") {
  Activations activations;
  const TransformerConfig large{48, 12, 768, 3072, 65'536, 256};
  CHECK_THROWS_WITH_AS(activations.prepare(large, 65'536), doctest::Contains("the activations of 65536 tokens need"),
                       InputError);
  CHECK(activations.length() == 0);
}
