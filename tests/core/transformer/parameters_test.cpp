#include "transformer/parameters.h"

#include <cmath>

#include "base/input_error.h"
#include "doctest.h"

using attention::initialParameters;
using attention::ParameterInfo;
using attention::Parameters;
using attention::parameterTable;
using attention::TransformerConfig;

namespace {

constexpr TransformerConfig kSmall{2, 2, 8, 12, 6, 11};

struct Moments {
  double mean;
  double deviation;
};

Moments momentsOf(const Parameters& parameters, const ParameterInfo& info) {
  double sum = 0;
  double squares = 0;
  for (std::size_t i = info.offset; i < info.offset + info.size; ++i) {
    sum += parameters.data[i];
    squares += std::pow(parameters.data[i], 2);
  }
  const auto n = static_cast<double>(info.size);
  return {sum / n, std::sqrt(squares / n - sum / n * sum / n)};
}

}  // namespace

TEST_CASE("the parameters lie one after another, all of them") {
  for (const int d_mlp : {12, 0}) {
    const TransformerConfig config{3, 2, 8, d_mlp, 6, 11};
    std::size_t end = 0;
    for (const ParameterInfo& info : parameterTable(config)) {
      CHECK(info.offset == end);
      end += info.size;
      CHECK(info.is_decayed == (info.shape.size() == 2));
    }
    CHECK(end == static_cast<std::size_t>(attention::parameterCount(config)));
    CHECK(parameterTable(config).size() == (d_mlp > 0 ? 2 + 3 * 12 + 2 : 2 + 3 * 6 + 2));
  }
}

TEST_CASE("names and shapes are Hugging Face's GPT-2's") {
  const std::vector<ParameterInfo> table = parameterTable(kSmall);
  CHECK(table[0].name == "wte.weight");
  CHECK(table[0].shape == std::vector{11, 8});
  CHECK(table[1].name == "wpe.weight");
  CHECK(table[1].shape == std::vector{6, 8});
  CHECK(table[4].name == "h.0.attn.c_attn.weight");
  CHECK(table[4].shape == std::vector{8, 24});
  CHECK(table[24].name == "h.1.mlp.c_proj.weight");
  CHECK(table[24].shape == std::vector{12, 8});
  CHECK(table.back().name == "ln_f.bias");
}

TEST_CASE("the views are where the table says") {
  for (const int d_mlp : {12, 0}) {
    const Parameters parameters = initialParameters({2, 2, 8, d_mlp, 6, 11}, 1);
    std::vector<const float*> views = {parameters.wte(), parameters.wpe()};
    for (int layer = 0; layer < 2; ++layer) {
      const auto block = parameters.block(layer);
      views.insert(views.end(), {block.ln_1_weight, block.ln_1_bias, block.c_attn_weight, block.c_attn_bias,
                                 block.attn_proj_weight, block.attn_proj_bias});
      if (d_mlp == 0) continue;
      views.insert(views.end(), {block.ln_2_weight, block.ln_2_bias, block.c_fc_weight, block.c_fc_bias,
                                 block.mlp_proj_weight, block.mlp_proj_bias});
    }
    views.insert(views.end(), {parameters.outer().ln_f_weight, parameters.outer().ln_f_bias});
    const std::vector<ParameterInfo> table = parameterTable(parameters.config);
    REQUIRE(views.size() == table.size());
    for (std::size_t i = 0; i < table.size(); ++i) CHECK(views[i] == parameters.data.data() + table[i].offset);
  }
}

TEST_CASE("initial parameters are distributed as GPT-2's") {
  const Parameters parameters = initialParameters({}, 3);
  for (const ParameterInfo& info : parameterTable(parameters.config)) {
    CAPTURE(info.name);
    const auto [mean, deviation] = momentsOf(parameters, info);
    if (info.is_decayed) {
      const double expected = info.name.ends_with("c_proj.weight") ? 0.01 : 0.02;  // two layers: four projections
      const double spread = expected / std::sqrt(static_cast<double>(info.size));
      CHECK(std::abs(mean) < 4 * spread);
      CHECK(std::abs(deviation - expected) < 4 * spread / std::sqrt(2));
    } else {
      CHECK(mean == (info.name.ends_with(".weight") ? 1 : 0));
      CHECK(deviation == 0);
    }
  }
}

TEST_CASE("a seed gives the same parameters, another seed others") {
  CHECK(initialParameters(kSmall, 5).data == initialParameters(kSmall, 5).data);
  CHECK(initialParameters(kSmall, 5).data != initialParameters(kSmall, 6).data);
}

TEST_CASE("initial parameters need a valid model and seed") {
  CHECK_THROWS_WITH_AS(initialParameters({.layers = 0}, 1), "layers must be a whole number from 1 to 512, not 0",
                       attention::InputError);
  CHECK_THROWS_WITH_AS(initialParameters(kSmall, -1), "seed must be a whole number from 0 to 4294967295, not -1",
                       attention::InputError);
}
