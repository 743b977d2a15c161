#include "checkpoint/config_json.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include "base/decimal.h"
#include "base/input_error.h"
#include "formats/json.h"

namespace attention {

namespace {

constexpr std::size_t kMaxConfigBytes = std::size_t{1} << 20;

struct Switch {
  const char* key;  // where it is missing, the description's own value stands
  bool TransformerConfig::*value;
};
constexpr std::array<Switch, 3> kSwitches{
    {{"scale_attn_weights", &TransformerConfig::scales_scores},
     {"scale_attn_by_inverse_layer_idx", &TransformerConfig::scales_scores_by_layer},
     {"tie_word_embeddings", &TransformerConfig::is_head_tied}}};

/// The first name of each function is the one that is written.
struct FunctionName {
  std::string_view name;
  ActivationFunction function;
};
constexpr std::array<FunctionName, 10> kFunctions{{{"gelu_new", ActivationFunction::gelu_tanh},
                                                   {"gelu_pytorch_tanh", ActivationFunction::gelu_tanh},
                                                   {"gelu_python_tanh", ActivationFunction::gelu_tanh},
                                                   {"gelu_fast", ActivationFunction::gelu_tanh},
                                                   {"gelu_accurate", ActivationFunction::gelu_tanh},
                                                   {"gelu", ActivationFunction::gelu},
                                                   {"gelu_python", ActivationFunction::gelu},
                                                   {"relu", ActivationFunction::relu},
                                                   {"silu", ActivationFunction::silu},
                                                   {"swish", ActivationFunction::silu}}};

/// As few digits as bring the same float back.
std::string shortest(float number) {
  const auto exact = static_cast<double>(number);
  int digits = 6;
  while (digits < 9 && static_cast<float>(fromDecimal(significant(exact, digits)).value_or(0)) != number) ++digits;
  return significant(exact, digits);
}

JsonFile smallFile(std::string_view json, std::string_view name) {
  if (json.size() > kMaxConfigBytes) {
    refuse(name, "must be at most {} bytes long, not {}", {kMaxConfigBytes, json.size()});
  }
  return {json, name};
}

int sizeOf(const JsonValue& value, const IntegerRange& range) {
  return static_cast<int>(value.integer(range.minimum, range.maximum));
}

void requireArchitecture(const JsonValue& root) {
  const JsonValue type = root.member("model_type");
  if (type.text() != "gpt2") type.refuse("\"gpt2\"");
  const std::optional<JsonValue> cross_attention = root.find("add_cross_attention");
  if (cross_attention && cross_attention->boolean()) cross_attention->refuse("false");
}

ActivationFunction functionNamed(const JsonValue& value) {
  for (const FunctionName& known : kFunctions) {
    if (known.name == value.text()) return known.function;
  }
  value.refuse("gelu_new, gelu, relu or silu");
}

/// null, a number, or a list of numbers.
std::string listed(std::span<const int> ids) {
  if (ids.empty()) return "null";
  std::string list;
  for (const int id : ids) list += (list.empty() ? "" : ", ") + std::to_string(id);
  return ids.size() == 1 ? list : "[" + list + "]";
}

std::string_view nameOf(ActivationFunction function) {
  const auto isIt = [=](const FunctionName& known) { return known.function == function; };
  return std::find_if(kFunctions.begin(), kFunctions.end(), isIt)->name;
}

}  // namespace

std::string writeConfig(const TransformerConfig& config, Dtype dtype, std::span<const int> end_tokens) {
  std::string text = "{\n";
  const auto add = [&](const char* key, const std::string& value) {
    text += (text.size() > 2 ? ",\n  \"" : "  \"") + std::string(key) + "\": " + value;
  };
  add("activation_function", quoted(nameOf(config.activation_function)));
  add("architectures", "[\"GPT2LMHeadModel\"]");
  for (const char* key : {"attn_pdrop", "embd_pdrop", "resid_pdrop"}) add(key, "0.0");
  add("bos_token_id", "null");
  add("eos_token_id", listed(end_tokens));
  add("layer_norm_epsilon", shortest(config.layer_norm_epsilon));
  add("model_type", "\"gpt2\"");
  add("n_ctx", std::to_string(config.context));
  add("n_embd", std::to_string(config.d_model));
  add("n_head", std::to_string(config.heads));
  add("n_inner", std::to_string(config.d_mlp));
  add("n_layer", std::to_string(config.layers));
  add("n_positions", std::to_string(config.context));
  for (const Switch& a_switch : kSwitches) add(a_switch.key, config.*a_switch.value ? "true" : "false");
  add("torch_dtype", dtype == Dtype::f32 ? "\"float32\"" : "\"float16\"");
  add("vocab_size", std::to_string(config.vocab_size));
  return text + "\n}\n";
}

TransformerConfig readConfig(std::string_view json) {
  const JsonFile file = smallFile(json, "config.json");
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
  if (const auto epsilon = root.find("layer_norm_epsilon")) {
    config.layer_norm_epsilon = static_cast<float>(epsilon->number());
  }
  if (const auto function = root.find("activation_function")) config.activation_function = functionNamed(*function);
  for (const Switch& a_switch : kSwitches) {
    if (const auto value = root.find(a_switch.key)) config.*a_switch.value = value->boolean();
  }
  try {
    requireValid(config);
  } catch (const InputError& error) {
    throw InputError("config.json: " + error.argument, error.pattern, error.pieces);
  }
  return config;
}

std::vector<int> readEndTokens(std::string_view config, std::string_view generation_config) {
  for (const auto& [json, name] :
       {std::pair(generation_config, "generation_config.json"), std::pair(config, "config.json")}) {
    if (json.empty()) continue;
    const JsonFile file = smallFile(json, name);
    const std::optional<JsonValue> end = file.root().find("eos_token_id");
    if (!end || end->isNull()) continue;
    std::vector<int> ids;
    const auto add = [&ids](const JsonValue& id) {
      ids.push_back(static_cast<int>(id.integer(0, std::numeric_limits<int>::max())));
    };
    if (end->isList()) {
      for (const JsonValue id : end->elements()) add(id);
    } else {
      add(*end);
    }
    return ids;
  }
  return {};
}

}  // namespace attention
