#include "checkpoint/config_json.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include "base/decimal.h"
#include "base/input_error.h"
#include "checkpoint/architecture_config.h"
#include "checkpoint/config_values.h"
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

JsonFile smallFile(std::string_view json, std::string_view name) {
  if (json.size() > kMaxConfigBytes) {
    refuse(name, "must be at most {} bytes long, not {}", {kMaxConfigBytes, json.size()});
  }
  return {json, name};
}

void requireArchitecture(const JsonValue& root) {
  const JsonValue type = root.member("model_type");
  if constexpr (kEveryModel) {
    if (type.text() != "gpt2") type.refuse("one of {}", {knownModelTypes()});
  } else {
    if (type.text() != "gpt2") type.refuse("\"gpt2\"");
  }
  const std::optional<JsonValue> cross_attention = root.find("add_cross_attention");
  if (cross_attention && cross_attention->boolean()) cross_attention->refuse("false");
}

TransformerConfig checked(const TransformerConfig& config) {
  try {
    requireValid(config);
  } catch (const InputError& error) {
    throw InputError("config.json: " + error.argument, error.pattern, error.pieces);
  }
  return config;
}

}  // namespace

std::string writeConfig(const TransformerConfig& config, Dtype dtype, std::span<const int> end_tokens) {
  if (kEveryModel && config.architecture != Architecture::gpt2) return writeOtherConfig(config, dtype, end_tokens);
  Settings settings;
  settings.add("activation_function", quoted(nameOf(config.activation_function)));
  settings.add("architectures", "[\"GPT2LMHeadModel\"]");
  for (const char* key : {"attn_pdrop", "embd_pdrop", "resid_pdrop"}) settings.add(key, "0.0");
  settings.add("bos_token_id", "null");
  settings.add("eos_token_id", listed(end_tokens));
  settings.add("layer_norm_epsilon", shortest(config.layer_norm_epsilon));
  settings.add("model_type", "\"gpt2\"");
  settings.add("n_ctx", config.context);
  settings.add("n_embd", config.d_model);
  settings.add("n_head", config.heads);
  settings.add("n_inner", config.d_mlp);
  settings.add("n_layer", config.layers);
  settings.add("n_positions", config.context);
  for (const Switch& a_switch : kSwitches) settings.add(a_switch.key, config.*a_switch.value ? "true" : "false");
  settings.add("torch_dtype", torchDtype(dtype));
  settings.add("vocab_size", config.vocab_size);
  return settings.text();
}

TransformerConfig readConfig(std::string_view json) {
  const JsonFile file = smallFile(json, "config.json");
  const JsonValue root = file.root();
  if constexpr (kEveryModel) {
    if (const ArchitectureRow* const row = rowNamed(root.member("model_type").text())) {
      return checked(readOtherConfig(root, *row));
    }
  }
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
  return checked(config);
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
