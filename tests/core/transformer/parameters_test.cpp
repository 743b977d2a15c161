#include "transformer/parameters.h"

#include <algorithm>
#include <cmath>
#include <utility>

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

TEST_CASE("a description without biases, or with a head of its own, has other tensors") {
  TransformerConfig config = kSmall;
  config.biases = {false, false, false, false};
  config.is_head_tied = false;
  const std::vector<ParameterInfo> table = parameterTable(config);
  CHECK(table.size() == 2 + 2 * 6 + 2);
  for (const ParameterInfo& info : table) CHECK(info.name.ends_with(".weight"));
  CHECK(table.back().name == "lm_head.weight");
  CHECK(table.back().shape == std::vector{11, 8});
  CHECK(table.back().offset + table.back().size == static_cast<std::size_t>(attention::parameterCount(config)));
}

TEST_CASE("the views are where the table says, query, key and value side by side") {
  for (const bool is_bare : {false, true}) {
    TransformerConfig config = kSmall;
    if (is_bare) config = {.layers = 2, .heads = 2, .d_model = 8, .d_mlp = 0, .context = 6, .vocab_size = 11};
    config.is_head_tied = !is_bare;
    const Parameters parameters = initialParameters(config, 1);
    const attention::Tensors<const float> tensors = parameters.tensors();
    using enum attention::Weight;
    const std::pair<const char*, attention::ConstView> views[] = {
        {"wte.weight", tensors.view(wte)},
        {"wpe.weight", tensors.view(wpe)},
        {"h.1.ln_1.weight", tensors.view(ln_1_weight, 1)},
        {"h.1.ln_1.bias", tensors.view(ln_1_bias, 1)},
        {"h.0.attn.c_attn.weight", tensors.view(w_q, 0)},
        {"h.1.attn.c_attn.bias", tensors.view(b_q, 1)},
        {"h.1.attn.c_proj.weight", tensors.view(w_o, 1)},
        {"h.0.attn.c_proj.bias", tensors.view(b_o, 0)},
        {"h.1.ln_2.weight", tensors.view(ln_2_weight, 1)},
        {"h.0.ln_2.bias", tensors.view(ln_2_bias, 0)},
        {"h.1.mlp.c_fc.weight", tensors.view(w_in, 1)},
        {"h.0.mlp.c_fc.bias", tensors.view(b_in, 0)},
        {"h.1.mlp.c_proj.weight", tensors.view(w_out, 1)},
        {"h.1.mlp.c_proj.bias", tensors.view(b_out, 1)},
        {"ln_f.weight", tensors.view(ln_f_weight)},
        {"ln_f.bias", tensors.view(ln_f_bias)},
        {"lm_head.weight", tensors.view(head)},
    };
    const std::vector<ParameterInfo> table = parameterTable(config);
    for (const auto& named : views) {
      const char* const name = named.first;
      const attention::ConstView view = named.second;
      CAPTURE(name);
      const auto info = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.name == name; });
      REQUIRE(static_cast<bool>(view) == (info != table.end()));
      if (!view) continue;
      CHECK(view.data == parameters.data.data() + info->offset);
      CHECK(view.stride == info->shape.back());
    }
    CHECK(tensors.view(w_v, 1).data == tensors.view(w_q, 1).data + 16);
    CHECK(tensors.view(w_k, 1).columns == 8);
    CHECK(tensors.view(b_k).data == tensors.view(b_q).data + 8);
    CHECK(tensors.head().data == tensors.view(is_bare ? head : wte).data);
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

TEST_CASE("initial parameters scaled by the width: products keep sizes, keys are like queries, positions are waves") {
  const attention::TransformerConfig config{
      .layers = 3, .heads = 4, .d_model = 48, .d_mlp = 100, .context = 40, .vocab_size = 90, .is_head_tied = false};
  const Parameters parameters = initialParameters(config, 3, attention::Initialisation::width);
  const double embedding = 2 / std::sqrt(48), product = 1 / std::sqrt(48), third = std::sqrt(2.0 / 3);
  const std::pair<const char*, double> deviations[] = {
      {"wte.weight", embedding},           {"lm_head.weight", embedding},
      {"h.0.attn.c_attn.weight", product}, {"h.2.attn.c_proj.weight", product * third},
      {"h.1.mlp.c_fc.weight", product},    {"h.1.mlp.c_proj.weight", third / std::sqrt(100)}};
  for (const auto& pair : deviations) {
    const char* const name = pair.first;
    const double expected = pair.second;
    CAPTURE(name);
    const std::vector<ParameterInfo> table = parameterTable(config);
    const auto info = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.name == name; });
    REQUIRE(info != table.end());
    const auto [mean, deviation] = momentsOf(parameters, *info);
    const double spread = expected / std::sqrt(static_cast<double>(info->size));
    CHECK(std::abs(mean) < 5 * spread);
    CHECK(std::abs(deviation - expected) < 5 * spread);
  }
  const attention::Tensors<const float> tensors = parameters.tensors();
  const attention::ConstView q = tensors.view(attention::Weight::w_q, 1), k = tensors.view(attention::Weight::w_k, 1);
  double products = 0, queries = 0, keys = 0;
  for (int row = 0; row < 48; ++row) {
    for (int i = 0; i < 48; ++i) {
      const double query = double(q.row(row)[i]), key = double(k.row(row)[i]);
      products += query * key;
      queries += query * query;
      keys += key * key;
    }
  }
  CHECK(products / std::sqrt(queries * keys) == doctest::Approx(0.9).epsilon(0.02));
  const attention::ConstView positions = tensors.view(attention::Weight::wpe);
  for (int position = 0; position < 40; ++position) {
    for (int i = 0; i < 48; ++i) {
      const double angle = position / std::pow(10'000, (i - i % 2) / 48.0);
      const double expected = embedding * std::sqrt(2) * (i % 2 == 0 ? std::sin(angle) : std::cos(angle));
      CHECK(double(positions.row(position)[i]) == doctest::Approx(expected).epsilon(1e-6));
    }
  }
}

TEST_CASE("an odd width has a last wave without its cosine, and an unknown start is refused") {
  const attention::TransformerConfig config{.layers = 1, .heads = 1, .d_model = 3, .context = 2, .vocab_size = 5};
  const Parameters parameters = initialParameters(config, 3, attention::initialisationNamed("width"));
  CHECK(std::abs(parameters.tensors().view(attention::Weight::wpe).row(1)[2]) > 0);
  CHECK_THROWS_WITH_AS(attention::initialisationNamed("xavier"), "init must be width or gpt2, not \"xavier\"",
                       attention::InputError);
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
