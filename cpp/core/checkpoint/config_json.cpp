#include "checkpoint/config_json.h"

#include <array>
#include <optional>

#include "base/decimal.h"
#include "base/input_error.h"
#include "formats/json.h"

namespace attention {

namespace {

constexpr std::size_t kLongestConfig = std::size_t{1} << 20;

/// What GPT-2 leaves to choose, and the only choice that is computed here; also what a missing key stands for.
struct FixedSwitch {
  const char* key;
  bool value;
};
constexpr std::array<FixedSwitch, 4> kFixedSwitches{{{"scale_attn_weights", true},
                                                     {"scale_attn_by_inverse_layer_idx", false},
                                                     {"add_cross_attention", false},
                                                     {"tie_word_embeddings", true}}};

/// As few digits as bring the same float back.
std::string shortest(float number) {
  const auto exact = static_cast<double>(number);
  int digits = 6;
  while (digits < 9 && static_cast<float>(fromDecimal(significant(exact, digits)).value_or(0)) != number) ++digits;
  return significant(exact, digits);
}

int sizeOf(const JsonValue& value, const IntegerRange& range) {
  return static_cast<int>(value.integer(range.minimum, range.maximum));
}

void requireArchitecture(const JsonValue& root) {
  const JsonValue type = root.member("model_type");
  if (type.text() != "gpt2") type.refuse("\"gpt2\"");
  // The other name is the same approximation of the GELU.
  const std::optional<JsonValue> activation = root.find("activation_function");
  if (activation && activation->text() != "gelu_new" && activation->text() != "gelu_pytorch_tanh") {
    activation->refuse("\"gelu_new\"");
  }
  for (const FixedSwitch& fixed : kFixedSwitches) {
    const std::optional<JsonValue> value = root.find(fixed.key);
    if (value && value->boolean() != fixed.value) value->refuse(fixed.value ? "true" : "false");
  }
}

}  // namespace

std::string writeConfig(const TransformerConfig& config, Dtype dtype) {
  std::string text = "{\n";
  const auto add = [&](const char* key, const std::string& value) {
    text += (text.size() > 2 ? ",\n  \"" : "  \"") + std::string(key) + "\": " + value;
  };
  add("activation_function", "\"gelu_new\"");
  add("architectures", "[\"GPT2LMHeadModel\"]");
  for (const char* key : {"attn_pdrop", "embd_pdrop", "resid_pdrop"}) add(key, "0.0");
  for (const char* key : {"bos_token_id", "eos_token_id"}) add(key, "null");
  add("layer_norm_epsilon", shortest(config.layer_norm_epsilon));
  add("model_type", "\"gpt2\"");
  add("n_ctx", std::to_string(config.context));
  add("n_embd", std::to_string(config.d_model));
  add("n_head", std::to_string(config.heads));
  add("n_inner", std::to_string(config.d_mlp));
  add("n_layer", std::to_string(config.layers));
  add("n_positions", std::to_string(config.context));
  add("tie_word_embeddings", "true");
  add("torch_dtype", dtype == Dtype::f32 ? "\"float32\"" : "\"float16\"");
  add("vocab_size", std::to_string(config.vocab_size));
  return text + "\n}\n";
}

TransformerConfig readConfig(std::string_view json) {
  if (json.size() > kLongestConfig) {
    refuse("config.json must be at most {} bytes long, not {}", {kLongestConfig, json.size()});
  }
  const JsonFile file(json, "config.json");
  const JsonValue root = file.root();
  requireArchitecture(root);
  TransformerConfig config;
  config.layers = sizeOf(root.member("n_layer"), kTransformerRanges.layers);
  config.heads = sizeOf(root.member("n_head"), kTransformerRanges.heads);
  config.d_model = sizeOf(root.member("n_embd"), kTransformerRanges.d_model);
  config.context = sizeOf(root.member("n_positions"), kTransformerRanges.context);
  config.vocab_size = sizeOf(root.member("vocab_size"), kTransformerRanges.vocab_size);
  const std::optional<JsonValue> inner = root.find("n_inner");
  config.d_mlp = inner && !inner->isNull() ? sizeOf(*inner, kTransformerRanges.d_mlp) : 4 * config.d_model;
  const std::optional<JsonValue> epsilon = root.find("layer_norm_epsilon");
  config.layer_norm_epsilon = epsilon ? static_cast<float>(epsilon->number()) : 1e-5f;
  try {
    requireValid(config);
  } catch (const InputError& error) {
    refuse("config.json: {}", {error.what()});
  }
  return config;
}

}  // namespace attention
