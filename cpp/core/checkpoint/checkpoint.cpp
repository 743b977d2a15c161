#include "checkpoint/checkpoint.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "base/input_error.h"
#include "checkpoint/config_json.h"
#include "formats/tensor_index.h"

namespace attention {

namespace {

constexpr std::string_view kPrefix = "transformer.";  // that is written
constexpr std::string_view kPrefixes[] = {kPrefix, "model.", "module.", "_orig_mod.",
                                          kEveryModel ? "gpt_neox." : kPrefix};
constexpr std::string_view kEmbedding = "wte.weight";
constexpr std::string_view kHead = "lm_head.weight";

using Shape = std::vector<std::int64_t>;

[[gnu::always_inline]] inline bool isOther(const TransformerConfig& config) {
  return kEveryModel && config.architecture != Architecture::gpt2;
}

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

/// Masks, which are no weights, and what other tasks put on top of the blocks.
bool isPassedOver(std::string_view name) {
  if (name.starts_with("h.")) return name.ends_with(".attn.bias") || name.ends_with(".attn.masked_bias");
  if (kEveryModel && name.starts_with("layers.")) {
    return name.ends_with(".attention.bias") || name.ends_with(".attention.masked_bias") ||
           name.ends_with(".rotary_emb.inv_freq");
  }
  constexpr std::string_view kHeads[] = {"score",      "classifier", "mc_head", "multiple_choice_head",
                                         "qa_outputs", "v_head"};
  const std::string_view first = name.substr(0, name.find('.'));
  return std::find(std::begin(kHeads), std::end(kHeads), first) != std::end(kHeads);
}

/// What files of other architectures call a tensor, without the prefix that a TensorIndex takes off.
std::string_view nameWithin(const TransformerConfig& config, Weight weight) {
  for (const TensorName& row : rowOf(config.architecture).tensors) {
    if (row.weight == weight) return row.name;
  }
  return {};
}
std::string_view embeddingOf(const TransformerConfig& config) {
  return isOther(config) ? nameWithin(config, Weight::wte) : kEmbedding;
}
std::string_view headOf(const TransformerConfig& config) {
  return isOther(config) ? nameWithin(config, Weight::head) : kHead;
}

std::string_view withoutPrefix(const TransformerConfig& config, std::string_view name) {
  const std::string_view prefix = rowOf(config.architecture).prefix;
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

Checkpoint writeOther(const Parameters& parameters, Dtype dtype, std::span<const int> end_tokens) {
  const std::vector<StoredPart> parts = storedParts(parameters.config);
  std::vector<Floats> numbers;
  std::vector<TensorToStore> tensors;
  for (const StoredPart& part : parts) numbers.push_back(part.gather(parameters.data));
  for (std::size_t i = 0; i < parts.size(); ++i) tensors.push_back({parts[i].name, parts[i].shape, numbers[i]});
  return {writeConfig(parameters.config, dtype, end_tokens), writeSafetensors(tensors, {{"format", "pt"}}, dtype)};
}

/// A weight of a product within a block.
bool isOfProduct(const ParameterInfo& info) { return info.name.starts_with("h.") && info.shape.size() == 2; }

Shape reversed(const Shape& shape) { return {shape.rbegin(), shape.rend()}; }

}  // namespace

Checkpoint writeCheckpoint(const Parameters& parameters, Dtype dtype, std::span<const int> end_tokens) {
  const TransformerConfig& config = parameters.config;
  if (isOther(config)) return writeOther(parameters, dtype, end_tokens);
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
  return {writeConfig(config, dtype, end_tokens), writeSafetensors(tensors, {{"format", "pt"}}, dtype)};
}

CheckpointReader::CheckpointReader(std::string_view config) : parameters_{readConfig(config), {}} {}

std::uint64_t CheckpointReader::addFile(std::string_view name, std::string_view beginning, std::uint64_t size) {
  return addFile(readSafetensorsHeader(beginning, size, name));
}

std::uint64_t CheckpointReader::addFile(TensorFile file) {
  if (is_laid_out_) refuse(file.name, "must come before the first bytes of another file");
  files_.push_back(std::move(file));
  return files_.back().data_begin;
}

void CheckpointReader::layOut() {
  if (is_laid_out_) return;
  if (files_.empty()) refuse("model.safetensors", "is missing");
  TensorIndex index(files_, kPrefixes);
  TransformerConfig& config = parameters_.config;
  const std::string_view embedding = embeddingOf(config), head = headOf(config);
  const bool may_be_copy = config.is_head_tied && index.has(embedding);
  if (config.is_head_tied && !may_be_copy && index.has(head)) index.rename(head, embedding);
  if (may_be_copy) takeHead(index);
  if (isOther(config)) {
    passed_over_ = index.ignore(isPassedOver);
    takeParts(index);
  } else {
    config.biases = {.norms = index.has("ln_f.bias"),
                     .attention = index.has("h.0.attn.c_attn.bias"),
                     .projection = index.has("h.0.attn.c_proj.bias"),
                     .mlp = index.has("h.0.mlp.c_fc.bias") || !config.hasMlp()};
    takeNoMlp(index);
    findTransposed(index);
    passed_over_ = index.ignore(isPassedOver);
    takeParameters(index);
  }
  is_laid_out_ = true;
}

/// All of them or none: that of one block only is a mistake, which its shape then tells.
void CheckpointReader::findTransposed(const TensorIndex& index) {
  is_transposed_ = true;
  for (const ParameterInfo& info : parameterTable(config())) {
    if (!isOfProduct(info)) continue;
    const Shape stored = reversed(shapeOf(info));
    const std::span<const std::int64_t> there = index.shapeOf(info.name);
    is_transposed_ = is_transposed_ && std::equal(stored.begin(), stored.end(), there.begin(), there.end());
  }
}

void CheckpointReader::takeParameters(TensorIndex& index) {
  const std::vector<ParameterInfo> table = parameterTable(config());
  std::vector<const StoredTensor*> tensors;
  for (const ParameterInfo& info : table) {
    const Shape shape = shapeOf(info);
    tensors.push_back(&index.take(info.name, is_transposed_ && isOfProduct(info) ? reversed(shape) : shape));
  }
  index.requireAllTaken();
  parameters_.data.resize(static_cast<std::size_t>(parameterCount(config())));
  for (std::size_t i = 0; i < table.size(); ++i) {
    destinations_.push_back({tensors[i], std::span(parameters_.data).subspan(table[i].offset, table[i].size), nullptr});
  }
}

void CheckpointReader::takeParts(TensorIndex& index) {
  parts_ = std::make_shared<const std::vector<StoredPart>>(storedParts(config()));
  std::vector<const StoredTensor*> tensors;
  for (const StoredPart& part : *parts_) tensors.push_back(&index.take(withoutPrefix(config(), part.name), part.shape));
  index.requireAllTaken();
  parameters_.data.resize(static_cast<std::size_t>(parameterCount(config())));
  for (std::size_t i = 0; i < parts_->size(); ++i) {
    const StoredPart& part = (*parts_)[i];
    const std::span<float> in_order = part.inOrder(parameters_.data);
    destinations_.push_back({tensors[i], in_order, in_order.empty() ? &part : nullptr});
  }
}

void CheckpointReader::takeHead(TensorIndex& index) {
  const StoredTensor* const head = index.takeIfThere(headOf(config()), Shape{config().vocab_size, config().d_model});
  if (head) copy(index, *head, true);
}

void CheckpointReader::takeNoMlp(TensorIndex& index) {
  for (int layer = 0; layer < config().layers; ++layer) {
    for (const Absent& absent : absentTensors(config())) {
      const StoredTensor* const tensor = index.takeIfThere(blockName(layer) + absent.name, absent.shape);
      if (tensor && std::string_view(absent.name) == "mlp.c_proj.bias") copy(index, *tensor, false);
    }
  }
}

void CheckpointReader::copy(const TensorIndex& index, const StoredTensor& tensor, bool is_head) {
  std::size_t numbers = 1;
  for (const std::int64_t extent : tensor.shape) numbers *= static_cast<std::size_t>(extent);
  copies_.push_back({index.placeOf(tensor), is_head, Floats(numbers)});
  destinations_.push_back({&tensor, copies_.back().numbers, nullptr});
}

/// Where the bytes of the file at hand end.
std::int64_t CheckpointReader::end() const { return static_cast<std::int64_t>(files_[file_].data_size); }

void CheckpointReader::append(std::string_view bytes) {
  layOut();
  for (;;) {
    const std::string_view part = bytes.substr(0, static_cast<std::size_t>(end() - position_));
    takePart(part);
    bytes.remove_prefix(part.size());
    if (bytes.empty()) return;
    if (file_ + 1 == files_.size()) {
      refuse(files_[file_].name, "must end here, not have {} bytes more", {bytes.size()});
    }
    ++file_;
    tensor_ = 0;
    position_ = 0;
  }
}

/// Null: its numbers are not wanted.
const CheckpointReader::Destination* CheckpointReader::destinationOf(const StoredTensor& tensor) const {
  for (const Destination& destination : destinations_) {
    if (destination.tensor == &tensor) return &destination;
  }
  return nullptr;
}

/// A tensor whose numbers do not lie in the model as they are stored is read whole before they take their places.
void CheckpointReader::begin(const StoredTensor& tensor) {
  destination_ = destinationOf(tensor);
  if (!destination_) return;
  std::span<float> numbers = destination_->numbers;
  if (kEveryModel && destination_->part) {
    staged_.resize(destination_->part->size());
    numbers = staged_;
  }
  if (!numbers.empty()) reader_.emplace(files_[file_], tensor, numbers);
}

void CheckpointReader::finishTensor() {
  if (kEveryModel && reader_ && destination_->part) destination_->part->scatter(staged_, parameters_.data);
  reader_.reset();
  ++tensor_;
}

/// Bytes of the file at hand, at most to its end.
void CheckpointReader::takePart(std::string_view bytes) {
  const std::vector<StoredTensor>& tensors = files_[file_].tensors;
  while (!bytes.empty()) {
    const bool is_behind = tensor_ == tensors.size();  // all tensors; bytes may lie between them too
    const StoredTensor* const tensor = is_behind || position_ < tensors[tensor_].begin ? nullptr : &tensors[tensor_];
    const std::int64_t stop = tensor ? tensor->end : is_behind ? end() : tensors[tensor_].begin;
    const std::string_view part = bytes.substr(0, static_cast<std::size_t>(stop - position_));
    if (tensor && position_ == tensor->begin) begin(*tensor);
    if (tensor && reader_) reader_->append(part);
    position_ += static_cast<std::int64_t>(part.size());
    bytes.remove_prefix(part.size());
    if (position_ < stop) return;
    if (tensor) finishTensor();
  }
}

Parameters CheckpointReader::finish() {
  layOut();
  while (position_ == end() && file_ + 1 < files_.size()) {
    ++file_;
    position_ = 0;
  }
  if (position_ < end()) {
    refuse(files_[file_].name, "must have {} bytes after its header, not {}", {end(), position_});
  }
  if (is_transposed_) transposeAll();
  requireAgreement();
  return std::move(parameters_);
}

void CheckpointReader::requireAgreement() {
  for (Copy& copy : copies_) {
    const float* const embedding = parameters_.tensors().view(Weight::wte).data;
    const auto agrees = [&](std::size_t i) { return copy.numbers[i] == (copy.is_head ? embedding[i] : 0); };
    std::size_t i = 0;
    while (i < copy.numbers.size() && agrees(i)) ++i;
    if (i == copy.numbers.size()) continue;
    if (!copy.is_head) refuse(copy.place, "must be all zeros, as n_inner 0 leaves no MLP");
    parameters_.config.is_head_tied = false;  // whatever config.json says; the head's place is the last but its bias's
    const int bias = config().hasHeadBias() ? config().vocab_size : 0;
    parameters_.data.insert(parameters_.data.end() - bias, copy.numbers.begin(), copy.numbers.end());
  }
}

void CheckpointReader::transposeAll() {
  for (const ParameterInfo& info : parameterTable(config())) {
    if (!isOfProduct(info)) continue;
    const View numbers(parameters_.data.data() + info.offset, info.shape[0], info.shape[1]);
    const Floats stored(numbers.data, numbers.data + info.size);  // [out, in]
    for (int row = 0; row < numbers.rows; ++row) {
      for (int column = 0; column < numbers.columns; ++column) {
        numbers.row(row)[column] = stored[static_cast<std::size_t>(column * numbers.rows + row)];
      }
    }
  }
}

Parameters readCheckpoint(std::string_view config, std::string_view weights) {
  CheckpointReader reader(config);
  const std::uint64_t data_begin = reader.addFile("model.safetensors", weights, weights.size());
  reader.append(weights.substr(static_cast<std::size_t>(data_begin)));
  return reader.finish();
}

}  // namespace attention
