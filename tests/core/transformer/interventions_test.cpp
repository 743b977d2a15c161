#include "transformer/interventions.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/input_error.h"
#include "doctest.h"
#include "small_transformer.h"
#include "transformer/cross_entropy.h"
#include "transformer/forward.h"

using namespace attention;

// That everything downstream follows, and what flows back, is compared with PyTorch's values in forward_test.cpp
// and backward_test.cpp.

namespace {

const std::vector<int> kTokens = {3, 1, 4, 1};

Tensor run(const std::vector<Intervention>& interventions, const char* name, const std::vector<int>& tokens = kTokens) {
  Activations activations;
  transformerForward(smallTransformer(kSmallTransformer, 1), tokens, interventions, activations);
  return activation(activations, name);
}

void refuses(const Intervention& intervention, const char* message) {
  CHECK_THROWS_WITH_AS(run({intervention}, "logits"), message, InputError);
}

}  // namespace

TEST_CASE("a head's output is set to zero or to its mean, the other heads' are not touched") {
  const Tensor before = run({}, "blocks.1.attn.hook_z");
  const Tensor zero = run({AblateHead{1, 0, AblateHead::To::zero}}, "blocks.1.attn.hook_z");
  const Tensor mean = run({AblateHead{1, 0, AblateHead::To::mean}}, "blocks.1.attn.hook_z");
  for (std::size_t i = 0; i < before.data.size(); ++i) {
    const std::size_t column = i % 8;
    if (column >= 4) {
      CHECK(zero.data[i] == before.data[i]);
      CHECK(mean.data[i] == before.data[i]);
    } else {
      const float sum =
          before.data[column] + before.data[8 + column] + before.data[16 + column] + before.data[24 + column];
      CHECK(zero.data[i] == 0);
      CHECK(std::abs(mean.data[i] - sum / 4) <= 1e-6f);
    }
  }
}

TEST_CASE("a pattern is shuffled row by row, the same way for the same seed") {
  const auto shuffled = [](std::int64_t seed) {
    return run({ReplacePattern{0, 1, ReplacePattern::To::shuffled, {}, seed}}, "blocks.0.attn.hook_pattern");
  };
  const Tensor before = run({}, "blocks.0.attn.hook_pattern");
  const Tensor after = shuffled(1);
  CHECK(after.data != before.data);
  CHECK(after.data == shuffled(1).data);
  CHECK(after.data != shuffled(2).data);
  for (std::ptrdiff_t row = 0; row < 8; ++row) {
    const auto sortedRow = [row](const Tensor& pattern) {
      std::vector<float> weights(pattern.data.begin() + 4 * row, pattern.data.begin() + 4 * row + 4);
      for (std::ptrdiff_t key = row % 4 + 1; key < 4; ++key) CHECK(weights[std::size_t(key)] == 0);
      std::sort(weights.begin(), weights.end());
      return weights;
    };
    CHECK(sortedRow(after) == sortedRow(before));
  }
  CHECK_THROWS_AS(shuffled(-1), InputError);
}

TEST_CASE("a pattern is replaced by one that is known") {
  using To = ReplacePattern::To;
  const auto head = [](const Tensor& pattern) {
    return std::vector<float>(pattern.data.begin() + 16, pattern.data.end());
  };
  const Tensor uniform = run({ReplacePattern{0, 1, To::uniform}}, "blocks.0.attn.hook_pattern");
  CHECK(head(uniform) ==
        std::vector<float>{1, 0, 0, 0, 0.5f, 0.5f, 0, 0, 1 / 3.0f, 1 / 3.0f, 1 / 3.0f, 0, 0.25f, 0.25f, 0.25f, 0.25f});
  const Tensor previous = run({ReplacePattern{0, 1, To::previous}}, "blocks.0.attn.hook_pattern");
  CHECK(head(previous) == std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0});
  const std::vector<float> numbers = {0.5f, 0, 0, 0, 0.25f, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1};
  const Tensor given = run({ReplacePattern{0, 1, To::given, numbers}}, "blocks.0.attn.hook_pattern");
  CHECK(head(given) == numbers);
  const Tensor before = run({}, "blocks.0.attn.hook_pattern");
  CHECK(std::vector<float>(given.data.begin(), given.data.begin() + 16) ==
        std::vector<float>(before.data.begin(), before.data.begin() + 16));
}

TEST_CASE("an edited weight leaves the row's sum at 1, or the other weights as they were") {
  const Tensor before = run({}, "blocks.0.attn.hook_pattern");
  const Tensor scaled = run({EditWeight{0, 1, 2, 1, 0.5f, true}}, "blocks.0.attn.hook_pattern");
  const Tensor set = run({EditWeight{0, 1, 2, 1, 0.5f, false}}, "blocks.0.attn.hook_pattern");
  const std::size_t row = 16 + 2 * 4;
  for (std::size_t i = 0; i < before.data.size(); ++i) {
    if (i < row || i >= row + 3) {
      CHECK(scaled.data[i] == before.data[i]);
      CHECK(set.data[i] == before.data[i]);
    }
  }
  CHECK(scaled.data[row + 1] == 0.5f);
  CHECK(std::abs(scaled.data[row] + scaled.data[row + 2] - 0.5f) <= 1e-6f);
  CHECK(std::abs(scaled.data[row] / scaled.data[row + 2] - before.data[row] / before.data[row + 2]) <= 1e-5f);
  CHECK(set.data[row] == before.data[row]);
  CHECK(set.data[row + 1] == 0.5f);
}

TEST_CASE("a row with one weight can be renormalised only to that weight") {
  refuses(EditWeight{0, 0, 0, 0, 0.5f, true},
          "value must be 1, or not renormalised, where the row's other weights are all 0 (query 0), not 0.500000");
  const Tensor kept = run({EditWeight{0, 0, 0, 0, 1, true}}, "blocks.0.attn.hook_pattern");
  CHECK(kept.data == run({}, "blocks.0.attn.hook_pattern").data);
  CHECK(run({EditWeight{0, 0, 0, 0, 0.5f, false}}, "blocks.0.attn.hook_pattern").data[0] == 0.5f);
}

TEST_CASE("patching an activation with its own values changes nothing") {
  for (const std::string& name : activationNames(kSmallTransformer)) {
    CAPTURE(name);
    const Patch patch{name, run({}, name.c_str()), {}};
    CHECK(run({patch}, "logits").data == run({}, "logits").data);
  }
}

TEST_CASE("patching all of an activation that all else follows from gives the other prompt's logits") {
  const std::vector<int> other = {9, 8, 7, 6};
  for (const char* name : {"blocks.0.hook_resid_pre", "blocks.0.hook_resid_post", "blocks.1.hook_resid_mid",
                           "ln_final.hook_normalized", "logits"}) {
    CAPTURE(name);
    const Patch patch{name, run({}, name, other), {}};
    CHECK(run({patch}, "logits").data == run({}, "logits", other).data);
  }
}

TEST_CASE("a patch at some positions takes them from a prompt of another length") {
  const Tensor source = run({}, "blocks.0.hook_attn_out", {5, 6, 7, 8, 9, 10});
  const Tensor before = run({}, "blocks.0.hook_attn_out");
  const Tensor after = run({Patch{"blocks.0.hook_attn_out", source, {3, 1}}}, "blocks.0.hook_attn_out");
  for (std::size_t i = 0; i < before.data.size(); ++i) {
    const std::size_t position = i / 8;
    CHECK(after.data[i] == (position == 1 || position == 3 ? source : before).data[i]);
  }
}

TEST_CASE("a patch of one head leaves the others as they are") {
  const std::vector<int> other = {9, 8, 7, 6};
  for (const char* name : {"blocks.1.attn.hook_q", "blocks.0.attn.hook_v", "blocks.0.attn.hook_z"}) {
    CAPTURE(name);
    const Tensor source = run({}, name, other);
    Tensor expected = run({}, name);  // [4, 2, 4]
    for (std::size_t position : {1u, 3u}) {
      for (std::size_t i = 8 * position + 4; i < 8 * position + 8; ++i) expected.data[i] = source.data[i];
    }
    const Patch patch{name, source, {3, 1}, 1};
    CHECK(run({patch}, name).data == expected.data);
    // The whole activation's patch is compared with PyTorch's.
    CHECK(run({patch}, "logits").data == run({Patch{name, expected, {}}}, "logits").data);
  }
  const Tensor pattern = run({}, "blocks.0.attn.hook_pattern", other);  // [2, 4, 4]
  Tensor expected = run({}, "blocks.0.attn.hook_pattern");
  for (std::size_t i = 16; i < 32; ++i) expected.data[i] = pattern.data[i];
  const Patch patch{"blocks.0.attn.hook_pattern", pattern, {}, 1};
  CHECK(run({patch}, "blocks.0.attn.hook_pattern").data == expected.data);
}

TEST_CASE("a patch of one head's scores keeps what the mask hides hidden") {
  const char* const name = "blocks.1.attn.hook_attn_scores";
  const Tensor source = run({}, name, {9, 8, 7, 6});
  Tensor expected = run({}, name);
  for (std::size_t key = 0; key < 3; ++key) expected.data[16 + 8 + key] = source.data[16 + 8 + key];
  CHECK(run({Patch{name, source, {2}, 1}}, name).data == expected.data);
}

TEST_CASE("no gradient flows on through a head that was patched, and the others' flows") {
  const Patch patch{"blocks.0.attn.hook_z", run({}, "blocks.0.attn.hook_z", {9, 8, 7, 6}), {2}, 0};
  Activations activations;
  transformerForward(smallTransformer(kSmallTransformer, 1), kTokens, {patch}, activations);
  std::vector<float> ones(32, 1);
  blockEdited({patch}, activations, {Hook::z, 0}, View{ones.data(), 4, 8});
  for (std::size_t i = 0; i < 32; ++i) CHECK(ones[i] == (i >= 16 && i < 20 ? 0 : 1));
}

TEST_CASE("interventions on the same activation are made in their order") {
  const AblateHead ablation{0, 0, AblateHead::To::zero};
  const Tensor values = run({}, "blocks.0.attn.hook_z", {9, 8, 7, 6});
  const Patch patch{"blocks.0.attn.hook_z", values, {}};
  CHECK(run({ablation, patch}, "blocks.0.attn.hook_z").data == values.data);
  CHECK(run({patch, ablation}, "blocks.0.attn.hook_z").data[0] == 0);
}

TEST_CASE("layers, heads and positions that there are not are refused") {
  refuses(AblateHead{2, 0}, "layer must be a whole number from 0 to 1, not 2");
  refuses(AblateHead{0, -1}, "head must be a whole number from 0 to 1, not -1");
  refuses(ReplacePattern{0, 2}, "head must be a whole number from 0 to 1, not 2");
  refuses(EditWeight{0, 0, 4, 0, 1}, "query must be a whole number from 0 to 3, not 4");
  refuses(EditWeight{0, 0, 1, 2, 1}, "key must be a whole number from 0 to 1, not 2");
  const Tensor values = run({}, "hook_embed", {1, 2});
  refuses(Patch{"hook_embed", values, {2}}, "position must be a whole number from 0 to 1, not 2");
  refuses(Patch{"hook_embed", run({}, "hook_embed", {1, 2, 3, 4, 5}), {4}},
          "position must be a whole number from 0 to 3, not 4");
  const Tensor z = run({}, "blocks.0.attn.hook_z");
  refuses(Patch{"blocks.0.attn.hook_z", z, {}, 2}, "head must be a whole number from 0 to 1, not 2");
  refuses(Patch{"blocks.0.hook_attn_out", run({}, "blocks.0.hook_attn_out"), {}, 0},
          "head is of an activation that heads have, not of \"blocks.0.hook_attn_out\"");
  CHECK_THROWS_WITH_AS(run({Patch{"hook_nothing", values, {}}}, "logits"), doctest::Contains("not \"hook_nothing\""),
                       InputError);
}

TEST_CASE("a weight out of range is refused") {
  refuses(EditWeight{0, 0, 1, 0, 1.5f, true},
          "value must be a finite number, not negative and at most 1, not 1.500000");
  refuses(EditWeight{0, 0, 1, 0, -1, false}, "value must be a finite number, not negative, not -1.000000");
  refuses(EditWeight{0, 0, 1, 0, std::nanf(""), false}, "value must be a finite number, not negative, not nan");
}

TEST_CASE("a given pattern must have the size of one and look back only") {
  using To = ReplacePattern::To;
  std::vector<float> pattern(16);
  refuses(ReplacePattern{0, 0, To::given, {1, 0, 0}}, "pattern must have 4 x 4 numbers, not 3");
  pattern[4] = -0.5f;
  refuses(ReplacePattern{0, 0, To::given, pattern},
          "pattern must be a finite number, not negative, at query 1, key 0, not -0.500000");
  pattern[4] = std::numeric_limits<float>::infinity();
  refuses(ReplacePattern{0, 0, To::given, pattern},
          "pattern must be a finite number, not negative, at query 1, key 0, not inf");
  pattern[4] = 0;
  pattern[7] = 1;
  refuses(ReplacePattern{0, 0, To::given, pattern}, "pattern must be 0 at query 1, key 3, not 1.000000");
}

TEST_CASE("values of a patch must have the activation's shape and be finite") {
  Tensor values = run({}, "blocks.0.attn.hook_q");
  refuses(Patch{"blocks.0.hook_resid_pre", values, {}},
          "values of \"blocks.0.hook_resid_pre\" must have the shape [4, 8], not [4, 2, 4] with 32 numbers");
  values.data[3] = std::nanf("");
  refuses(Patch{"blocks.0.attn.hook_q", values, {}},
          "values of \"blocks.0.attn.hook_q\" must be finite numbers, not nan at 3");
  refuses(Patch{"blocks.0.attn.hook_q", run({}, "blocks.0.attn.hook_q", {1, 2}), {}},
          "values of \"blocks.0.attn.hook_q\" must have the shape [4, 2, 4], not [2, 2, 4] with 16 numbers");
  refuses(Patch{"blocks.0.attn.hook_pattern", run({}, "blocks.0.attn.hook_pattern", {1, 2}), {1}},
          "values of \"blocks.0.attn.hook_pattern\" must have the shape [2, 4, 4], not [2, 2, 2] with 8 numbers");
  refuses(Patch{"hook_embed", {}, {0}}, "values of \"hook_embed\" must have the shape [0, 8], not [] with 0 numbers");
  refuses(Patch{"hook_embed", {{4, 8}, {1, 2}}, {}},
          "values of \"hook_embed\" must have the shape [4, 8], not [4, 8] with 2 numbers");
  Tensor pattern = run({}, "blocks.0.attn.hook_pattern");
  pattern.data[1] = 0.5f;
  refuses(Patch{"blocks.0.attn.hook_pattern", pattern, {}}, "pattern must be 0 at query 0, key 1, not 0.500000");
}
