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

}  // namespace

Checkpoint writeCheckpoint(const Parameters& parameters, Dtype dtype) {
  const TransformerConfig& config = parameters.config;
  const std::vector<float> zeros(static_cast<std::size_t>(config.d_model), 0.0f);
  const std::vector<float> ones(static_cast<std::size_t>(config.d_model), 1.0f);
  std::vector<TensorToStore> tensors;
  const auto add = [&](const std::string& name, Shape shape, std::span<const float> numbers) {
    tensors.push_back({name == kHead ? name : std::string(kPrefix) + name, std::move(shape), numbers});
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

CheckpointReader::CheckpointReader(std::string_view config_text, std::string_view beginning, std::uint64_t size)
    : file_(readSafetensorsHeader(beginning, size, "model.safetensors")), parameters_{readConfig(config_text), {}} {
  TensorIndex index(file_, kPrefix);
  parameters_.config.biases = {.norms = index.has("ln_f.bias"),
                               .attention = index.has("h.0.attn.c_attn.bias"),
                               .projection = index.has("h.0.attn.c_proj.bias"),
                               .mlp = index.has("h.0.mlp.c_fc.bias") || !config().hasMlp()};
  destinations_.resize(file_.tensors.size());
  takeCopies(index);
  index.ignore(isMask);
  takeParameters(index);
}

void CheckpointReader::takeParameters(TensorIndex& index) {
  const std::vector<ParameterInfo> table = parameterTable(config());
  std::vector<const StoredTensor*> tensors;
  for (const ParameterInfo& info : table) tensors.push_back(&index.take(info.name, shapeOf(info)));
  index.requireAllTaken();
  parameters_.data.resize(static_cast<std::size_t>(parameterCount(config())));
  for (std::size_t i = 0; i < table.size(); ++i) {
    destinationOf(*tensors[i]) = parameters_.data.data() + table[i].offset;
  }
}

void CheckpointReader::takeCopies(TensorIndex& index) {
  if (config().is_head_tied) {
    const StoredTensor* const head = index.takeIfThere(kHead, Shape{config().vocab_size, config().d_model});
    if (head) copy(*head, true);
  }
  for (int layer = 0; layer < config().layers; ++layer) {
    for (const Absent& absent : absentTensors(config())) {
      const StoredTensor* const tensor = index.takeIfThere(blockName(layer) + absent.name, absent.shape);
      if (tensor && std::string_view(absent.name) == "mlp.c_proj.bias") copy(*tensor, false);
    }
  }
}

void CheckpointReader::copy(const StoredTensor& tensor, bool is_head) {
  const auto bytes = static_cast<std::size_t>(tensor.end - tensor.begin);
  copies_.push_back({&tensor, is_head, std::vector<float>(bytes / bytesOfNumber(file_, tensor))});
  destinationOf(tensor) = copies_.back().numbers.data();
}

float*& CheckpointReader::destinationOf(const StoredTensor& tensor) {
  return destinations_[static_cast<std::size_t>(&tensor - file_.tensors.data())];
}

void CheckpointReader::append(std::string_view bytes) {
  for (; !bytes.empty() && tensor_ < file_.tensors.size(); ++tensor_) {
    const StoredTensor& tensor = file_.tensors[tensor_];
    const std::string_view part = bytes.substr(0, static_cast<std::size_t>(tensor.end - position_));
    if (destinations_[tensor_]) accept(tensor, part, destinations_[tensor_]);
    position_ += static_cast<std::int64_t>(part.size());
    bytes.remove_prefix(part.size());
    if (position_ < tensor.end) return;
  }
  if (!bytes.empty()) refuse(file_.name, "must end here, not have {} bytes more", {bytes.size()});
}

/// A number may begin in one piece and end in the next.
void CheckpointReader::accept(const StoredTensor& tensor, std::string_view bytes, float* destination) {
  const std::size_t width = bytesOfNumber(file_, tensor);
  std::size_t first = static_cast<std::size_t>(position_ - tensor.begin) / width;
  if (!begun_.empty()) {
    const std::size_t rest = std::min(width - begun_.size(), bytes.size());
    begun_.append(bytes.substr(0, rest));
    bytes.remove_prefix(rest);
    if (begun_.size() < width) return;
    readNumbers(file_, tensor, begun_.data(), first, {destination + first, 1});
    begun_.clear();
    ++first;
  }
  const std::size_t count = bytes.size() / width;
  readNumbers(file_, tensor, bytes.data(), first, {destination + first, count});
  begun_ = bytes.substr(count * width);
}

Parameters CheckpointReader::finish() {
  if (!file_.tensors.empty() && position_ < file_.tensors.back().end) {
    refuse(file_.name, "must have {} bytes after its header, not {}", {file_.tensors.back().end, position_});
  }
  for (const Copy& copy : copies_) {
    const float* const embedding = parameters_.tensors().view(Weight::wte).data;
    const auto agrees = [&](std::size_t i) { return copy.numbers[i] == (copy.is_head ? embedding[i] : 0); };
    std::size_t i = 0;
    while (i < copy.numbers.size() && agrees(i)) ++i;
    if (i == copy.numbers.size()) continue;
    const std::string place = tensorPlace(file_.name, copy.tensor->name);
    if (copy.is_head) refuse(place, "must equal wte.weight, as tie_word_embeddings says");
    refuse(place, "must be all zeros, as n_inner 0 leaves no MLP");
  }
  return std::move(parameters_);
}

Parameters readCheckpoint(std::string_view config, std::string_view weights) {
  CheckpointReader reader(config, weights, weights.size());
  reader.append(weights.substr(static_cast<std::size_t>(reader.dataBegin())));
  return reader.finish();
}

}  // namespace attention
