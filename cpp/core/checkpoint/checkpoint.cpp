#include "checkpoint/checkpoint.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/input_error.h"
#include "checkpoint/config_json.h"
#include "formats/tensor_index.h"

namespace attention {

namespace {

constexpr std::string_view kPrefix = "transformer.";
constexpr std::string_view kHead = "lm_head.weight";

using Shape = std::vector<std::int64_t>;

Shape shapeOf(const ParameterInfo& info) { return {info.shape.begin(), info.shape.end()}; }

std::span<const float> numbersOf(const Parameters& parameters, const ParameterInfo& info) {
  return std::span(parameters.data).subspan(info.offset, info.size);
}

/// A tensor that the files of a model without MLP have all the same: Hugging Face's GPT-2 always has one.
struct Absent {
  const char* name;
  Shape shape;
  float value;
};

std::vector<Absent> absentTensors(const TransformerConfig& config) {
  if (config.hasMlp()) return {};
  const std::int64_t c = config.d_model;
  return {{"ln_2.weight", {c}, 1},          {"ln_2.bias", {c}, 0},
          {"mlp.c_fc.weight", {c, 0}, 0},   {"mlp.c_fc.bias", {0}, 0},
          {"mlp.c_proj.weight", {0, c}, 0}, {"mlp.c_proj.bias", {c}, 0}};
}

std::string blockName(int layer) { return "h." + std::to_string(layer) + "."; }

bool isMask(std::string_view name) {
  return name.starts_with("h.") && (name.ends_with(".attn.bias") || name.ends_with(".attn.masked_bias"));
}

/// The tied head has no numbers of its own.
void takeHead(TensorIndex& index, const TransformerConfig& config) {
  const Shape shape{config.vocab_size, config.d_model};
  const StoredTensor* const head = index.takeIfThere(kHead, shape);
  const StoredTensor* const embedding = index.takeIfThere("wte.weight", shape);
  if (head && embedding && (head->dtype != embedding->dtype || head->bytes != embedding->bytes)) {
    index.refuse(*head, "must equal wte.weight, as tie_word_embeddings says");
  }
}

void takeAbsent(TensorIndex& index, const TransformerConfig& config) {
  for (int layer = 0; layer < config.layers; ++layer) {
    for (const Absent& absent : absentTensors(config)) {
      const StoredTensor* const tensor = index.takeIfThere(blockName(layer) + absent.name, absent.shape);
      if (!tensor || std::string_view(absent.name) != "mlp.c_proj.bias") continue;
      const bool is_zero = std::all_of(tensor->bytes.begin(), tensor->bytes.end(), [](char c) { return c == 0; });
      if (!is_zero) index.refuse(*tensor, "must be all zeros, as n_inner 0 leaves no MLP");
    }
  }
}

}  // namespace

Checkpoint writeCheckpoint(const Parameters& parameters, Dtype dtype) {
  const TransformerConfig& config = parameters.config;
  const std::vector<float> zeros(static_cast<std::size_t>(config.d_model), 0.0f);
  const std::vector<float> ones(static_cast<std::size_t>(config.d_model), 1.0f);
  std::vector<TensorToStore> tensors;
  const auto add = [&](const std::string& name, Shape shape, std::span<const float> numbers) {
    tensors.push_back({std::string(kPrefix) + name, std::move(shape), numbers});
  };
  for (const ParameterInfo& info : parameterTable(config)) add(info.name, shapeOf(info), numbersOf(parameters, info));
  for (int layer = 0; layer < config.layers; ++layer) {
    for (const Absent& absent : absentTensors(config)) {
      std::span<const float> numbers = absent.value == 1 ? ones : zeros;
      if (std::find(absent.shape.begin(), absent.shape.end(), 0) != absent.shape.end()) numbers = {};
      add(blockName(layer) + absent.name, absent.shape, numbers);
    }
  }
  return {writeConfig(config, dtype), writeSafetensors(tensors, {{"format", "pt"}}, dtype)};
}

Parameters readCheckpoint(std::string_view config_text, std::string_view weights) {
  const TransformerConfig config = readConfig(config_text);
  const Safetensors file = readSafetensors(weights, "model.safetensors");
  TensorIndex index(file, kPrefix);
  takeHead(index, config);
  takeAbsent(index, config);
  index.ignore(isMask);
  const std::vector<ParameterInfo> table = parameterTable(config);
  std::vector<const StoredTensor*> tensors;
  for (const ParameterInfo& info : table) tensors.push_back(&index.take(info.name, shapeOf(info)));
  index.requireAllTaken();

  Parameters parameters{config, std::vector<float>(static_cast<std::size_t>(parameterCount(config)))};
  for (std::size_t i = 0; i < table.size(); ++i) {
    readNumbers(file, *tensors[i], std::span(parameters.data).subspan(table[i].offset, table[i].size));
  }
  return parameters;
}

}  // namespace attention
