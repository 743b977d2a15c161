#include "checkpoint/architecture_config.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/decimal.h"
#include "base/input_error.h"
#include "checkpoint/config_values.h"

namespace attention {

namespace {

struct Size {
  const char* key;
  int TransformerConfig::*value;
  IntegerRange range;
};
constexpr std::array<Size, 5> kSizes{{{"num_hidden_layers", &TransformerConfig::layers, kTransformerRanges.layers},
                                      {"num_attention_heads", &TransformerConfig::heads, kTransformerRanges.heads},
                                      {"hidden_size", &TransformerConfig::d_model, kTransformerRanges.d_model},
                                      {"intermediate_size", &TransformerConfig::d_mlp, kTransformerRanges.d_mlp},
                                      {"vocab_size", &TransformerConfig::vocab_size, kTransformerRanges.vocab_size}}};

constexpr const char* kContext = "max_position_embeddings";
constexpr const char* kKeyValueHeads = "num_key_value_heads";
constexpr const char* kHeadSize = "head_dim";
constexpr const char* kTied = "tie_word_embeddings";
constexpr const char* kWindow = "sliding_window";
constexpr const char* kScaling = "rope_scaling";
constexpr IntegerRange kPositions{"positions", 1, 1'073'741'824};

/// Keys under which only nothing is computed: null or false.
constexpr const char* kNotComputed[] = {
    "attn_logit_softcapping", "final_logit_softcapping", "qk_layernorm", "clip_qkv", "num_local_experts", "num_experts",
    "add_cross_attention"};

/// The value of a key that is there and not null.
std::optional<JsonValue> valueOf(const JsonValue& object, const char* key) {
  const std::optional<JsonValue> value = key ? object.find(key) : std::nullopt;
  return value && !value->isNull() ? value : std::nullopt;
}

bool flagOf(const JsonValue& object, const char* key, bool otherwise) {
  const std::optional<JsonValue> value = valueOf(object, key);
  return value ? value->boolean() : otherwise;
}

float numberOf(const JsonValue& object, const char* key, float otherwise) {
  const std::optional<JsonValue> value = valueOf(object, key);
  return value ? static_cast<float>(value->number()) : otherwise;
}

void requireComputed(const JsonValue& root) {
  for (const char* key : kNotComputed) {
    const std::optional<JsonValue> value = valueOf(root, key);
    if (!value || (value->type() == JsonValue::Type::boolean && !value->boolean())) continue;
    value->refuse("null: anything else is not computed");
  }
}

// ---- rotary positions ----

RotaryScaling readScaling(const JsonValue& root, const JsonValue& object) {
  RotaryScaling scaling;
  std::optional<JsonValue> type = valueOf(object, "rope_type");
  if (!type) type = valueOf(object, "type");
  if (!type || type->text() == "default") return scaling;
  if (type->text() != "linear" && type->text() != "llama3") type->refuse("linear or llama3");
  scaling.factor = static_cast<float>(object.member("factor").number());
  scaling.kind = RotaryScaling::Kind::linear;
  if (type->text() == "linear") return scaling;
  scaling.kind = RotaryScaling::Kind::llama3;
  scaling.low = static_cast<float>(object.member("low_freq_factor").number());
  scaling.high = static_cast<float>(object.member("high_freq_factor").number());
  const auto original = valueOf(object, "original_max_position_embeddings");
  scaling.original_context = sizeOf(original ? *original : root.member(kContext), kPositions);
  return scaling;
}

/// The settings stand in config.json itself, or together under rope_parameters.
void readRotary(const JsonValue& root, const ArchitectureRow& row, TransformerConfig& config) {
  const std::optional<JsonValue> parameters = valueOf(root, "rope_parameters");
  const JsonValue& object = parameters ? *parameters : root;
  config.rotary.base = numberOf(object, parameters ? "rope_theta" : row.keys.rotary_base, config.rotary.base);
  const char* const key = parameters ? "partial_rotary_factor" : row.keys.rotary_fraction;
  const std::optional<JsonValue> given = valueOf(object, key);
  const double fraction = given ? given->number() : row.rotary_fraction;
  if (!(fraction > 0 && fraction <= 1)) given->refuse("a number above 0 and at most 1");
  const int size = static_cast<int>(config.headSize() * fraction);
  config.rotary.size = size == config.headSize() ? 0 : size;
  const std::optional<JsonValue> scaling = parameters ? parameters : valueOf(root, kScaling);
  if (scaling) config.rotary.scaling = readScaling(root, *scaling);
}

/// Such that its product with `whole`, whose fraction is cut off, is `part`.
std::string fractionOf(int part, int whole) {
  float fraction = static_cast<float>(part) / static_cast<float>(whole);
  while (static_cast<int>(whole * fromDecimal(shortest(fraction)).value_or(1)) < part) {
    fraction = std::nextafter(fraction, 2.0f);
  }
  return shortest(fraction);
}

void writeRotary(const TransformerConfig& config, const ArchitectureRow& row, Settings& settings) {
  settings.add(row.keys.rotary_base, shortest(config.rotary.base));
  if (row.keys.rotary_fraction) {
    settings.add(row.keys.rotary_fraction, fractionOf(rotarySize(config), config.headSize()));
  }
  const RotaryScaling& scaling = config.rotary.scaling;
  if (scaling.kind == RotaryScaling::Kind::none) return;
  std::string text = "{\"factor\": " + shortest(scaling.factor);
  if (scaling.kind == RotaryScaling::Kind::llama3) {
    text += ", \"low_freq_factor\": " + shortest(scaling.low) + ", \"high_freq_factor\": " + shortest(scaling.high) +
            ", \"original_max_position_embeddings\": " + std::to_string(scaling.original_context);
  }
  const char* const type = scaling.kind == RotaryScaling::Kind::linear ? "linear" : "llama3";
  settings.add(kScaling, text + ", \"rope_type\": \"" + type + "\"}");
}

// ---- windows ----

/// Whether all layers have a window, or none. Where layer_types is not there, layers from max_window_layers on do.
bool hasWindow(const JsonValue& root, const ArchitectureRow& row, int layers) {
  if (row.keys.uses_window && !flagOf(root, row.keys.uses_window, false)) return false;
  std::optional<bool> found;
  if (const std::optional<JsonValue> types = valueOf(root, "layer_types")) {
    for (const JsonValue type : types->elements()) {
      const bool is_windowed = type.text() == "sliding_attention";
      if (!is_windowed && type.text() != "full_attention") type.refuse("sliding_attention or full_attention");
      if (found && *found != is_windowed) type.refuse("the same for all layers");
      found = is_windowed;
    }
  }
  if (found) return *found;
  if (!row.keys.uses_window) return true;
  const std::optional<JsonValue> first = valueOf(root, "max_window_layers");
  if (!first || first->integer(0, kPositions.maximum) >= layers) return false;
  if (first->integer(0, kPositions.maximum) > 0) first->refuse("0, or at least the {} layers", {layers});
  return true;
}

void readWindow(const JsonValue& root, const ArchitectureRow& row, TransformerConfig& config) {
  if (!row.keys.uses_window && config.window == 0) return;
  if (const std::optional<JsonValue> window = root.find(kWindow)) {
    config.window = window->isNull() ? 0 : sizeOf(*window, {kWindow, 1, kTransformerRanges.window.maximum});
  }
  if (!hasWindow(root, row, config.layers)) config.window = 0;
}

void writeWindow(const TransformerConfig& config, const ArchitectureRow& row, Settings& settings) {
  if (!row.keys.uses_window && row.description.window == 0) return;
  settings.add(kWindow, config.window > 0 ? std::to_string(config.window) : "null");
  if (!row.keys.uses_window) return;
  settings.add(row.keys.uses_window, config.window > 0 ? "true" : "false");
  settings.add("max_window_layers", config.window > 0 ? 0 : config.layers);
}

// ---- biases ----

void readBiases(const JsonValue& root, const ArchitectureRow& row, Biases& biases) {
  if (row.keys.attention_bias) {
    biases.attention = biases.projection = flagOf(root, row.keys.attention_bias, biases.attention);
  }
  if (row.keys.mlp_bias) biases.mlp = flagOf(root, row.keys.mlp_bias, biases.mlp);
}

}  // namespace

TransformerConfig readOtherConfig(const JsonValue& root, const ArchitectureRow& row) {
  requireComputed(root);
  TransformerConfig config = row.description;
  for (const Size& size : kSizes) config.*size.value = sizeOf(root.member(size.key), size.range);
  config.context =
      std::min(sizeOf(root.member(kContext), kPositions), static_cast<int>(kTransformerRanges.context.maximum));
  if (const auto heads = valueOf(root, kKeyValueHeads)) {
    config.key_value_heads = sizeOf(*heads, {kKeyValueHeads, 1, config.heads});
  }
  if (config.key_value_heads == config.heads) config.key_value_heads = 0;
  const auto head_size = row.keys.has_head_size ? valueOf(root, kHeadSize) : std::nullopt;
  if (head_size) config.head_size = sizeOf(*head_size, {kHeadSize, 1, kTransformerRanges.head_size.maximum});
  if (config.head_size * config.heads == config.d_model) config.head_size = 0;
  config.layer_norm_epsilon = numberOf(root, row.keys.epsilon, config.layer_norm_epsilon);
  if (const auto function = valueOf(root, row.keys.activation)) config.activation_function = functionNamed(*function);
  config.is_head_tied = flagOf(root, kTied, config.is_head_tied);
  if (row.keys.is_parallel && !flagOf(root, row.keys.is_parallel, true)) config.residual = Residual::serial;
  if (row.scales_embedding) config.embedding_scale = std::sqrt(static_cast<float>(config.d_model));
  readBiases(root, row, config.biases);
  readWindow(root, row, config);
  readRotary(root, row, config);
  return config;
}

std::string writeOtherConfig(const TransformerConfig& config, Dtype dtype, std::span<const int> end_tokens) {
  const ArchitectureRow& row = rowOf(config.architecture);
  const SettingKeys& keys = row.keys;
  const auto flag = [](bool value) { return value ? "true" : "false"; };
  Settings settings;
  settings.add("architectures", "[" + quoted(row.class_name) + "]");
  settings.add("bos_token_id", "null");
  settings.add("eos_token_id", listed(end_tokens));
  settings.add("model_type", quoted(row.model_type));
  for (const Size& size : kSizes) settings.add(size.key, config.*size.value);
  settings.add(kContext, config.context);
  settings.add(kKeyValueHeads, config.keyValueHeads());
  if (keys.has_head_size) settings.add(kHeadSize, config.headSize());
  settings.add(keys.epsilon, shortest(config.layer_norm_epsilon));
  settings.add(keys.activation, quoted(nameOf(config.activation_function)));
  settings.add(kTied, flag(config.is_head_tied));
  if (keys.is_parallel) settings.add(keys.is_parallel, flag(config.residual != Residual::serial));
  if (keys.attention_bias) settings.add(keys.attention_bias, flag(config.biases.attention));
  if (keys.mlp_bias) settings.add(keys.mlp_bias, flag(config.biases.mlp));
  writeRotary(config, row, settings);
  writeWindow(config, row, settings);
  settings.add("torch_dtype", torchDtype(dtype));
  return settings.text();
}

}  // namespace attention
