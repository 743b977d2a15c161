#include "model_files_golden.h"

#include <algorithm>
#include <cmath>

#include "checkpoint/checkpoint.h"
#include "formats/json.h"
#include "formats/safetensors.h"
#include "formats/tensor_reader.h"
#include "model_files_golden_text.h"

namespace golden {

namespace {

std::string fromHexadecimal(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

ModelFile::Tensor tensorOf(const std::vector<std::string>& values) {
  ModelFile::Tensor tensor{values[0], {}, {}};
  for (std::size_t i = 1; i + 2 < values.size(); ++i) tensor.shape.push_back(std::stoll(values[i]));
  for (std::size_t i = 0; i < 2; ++i) tensor.sums[i] = std::stod(values[values.size() - 2 + i]);
  return tensor;
}

std::vector<ModelFile> filesOf(bool is_llama2c) {
  std::vector<ModelFile> files;
  for (const auto& [name, values] : linesOf(kModelFilesGolden)) {
    if (name == "file") files.push_back({values[0], {}, {}, {}, {}});
    if (name == "bytes") files.back().bytes = fromHexadecimal(values[0]);
    if (name == "keys") files.back().keys = values;
    if (name == "values") files.back().values = values;
    if (name == "tensor") files.back().tensors.push_back(tensorOf(values));
  }
  std::erase_if(files, [=](const ModelFile& file) { return file.name.starts_with("llama2c") != is_llama2c; });
  return files;
}

using attention::JsonValue;

bool agree(const JsonValue& a, const JsonValue& b) {
  const auto isNumber = [](const JsonValue& v) {
    return v.type() == JsonValue::Type::integer || v.type() == JsonValue::Type::number;
  };
  if (isNumber(a) && isNumber(b)) return std::abs(a.number() - b.number()) <= 1e-6 * std::abs(b.number());
  if (a.type() != b.type() || a.size() != b.size()) return false;
  if (a.type() == JsonValue::Type::boolean) return a.boolean() == b.boolean();
  if (a.isText()) return a.text() == b.text();
  if (a.isObject()) {
    for (const JsonValue member : b.members()) {
      const std::optional<JsonValue> other = a.find(member.key());
      if (!other || !agree(*other, member)) return false;
    }
  }
  if (!a.isList()) return true;
  auto other = a.elements().begin();
  for (const JsonValue element : b.elements()) {
    if (!agree(*other, element)) return false;
    ++other;
  }
  return true;
}

/// Empty if the tensor's numbers, read in pieces of so many bytes, have the sums.
std::string difference(const ModelFile::Tensor& expected, const attention::TensorFile& file,
                       const attention::StoredTensor& tensor, std::size_t piece) {
  if (tensor.shape != expected.shape) return "shape " + attention::shownShape(tensor.shape);
  std::size_t count = 1;
  for (const std::int64_t extent : tensor.shape) count *= static_cast<std::size_t>(extent);
  std::vector<float> numbers(count);
  attention::TensorReader reader(file, tensor, numbers);
  std::string_view bytes =
      file.data.substr(static_cast<std::size_t>(tensor.begin), static_cast<std::size_t>(tensor.end - tensor.begin));
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) reader.append(bytes.substr(0, piece));
  double sums[2] = {}, size = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto number = static_cast<double>(numbers[i]);
    sums[0] += number * static_cast<double>(1 + i % 13);
    sums[1] += number * static_cast<double>(1 + i % 17);
    size += std::abs(number);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    if (!(std::abs(sums[i] - expected.sums[i]) <= 1e-6 * size)) return "a sum of " + std::to_string(sums[i]);
  }
  return "";
}

std::string differenceOfTensors(const ModelFile& file, const attention::TensorFile& weights) {
  for (const ModelFile::Tensor& expected : file.tensors) {
    const auto isIt = [&](const attention::StoredTensor& tensor) {
      return (tensor.known_as.empty() ? tensor.name : tensor.known_as) == expected.name;
    };
    const auto& tensors = weights.tensors;
    const auto found = std::find_if(tensors.begin(), tensors.end(), isIt);
    if (found == tensors.end()) return expected.name + " is missing";
    for (const std::size_t piece : {std::size_t{1} << 20, std::size_t{7}}) {
      const std::string what = difference(expected, weights, *found, piece);
      if (!what.empty()) return expected.name + " has " + what;
    }
  }
  return weights.tensors.size() == file.tensors.size() ? "" : "other tensors";
}

}  // namespace

std::vector<ModelFile> ggufFiles() { return filesOf(false); }

std::vector<ModelFile> llama2cFiles() { return filesOf(true); }

std::string difference(const ModelFile& file, const attention::TranslatedModel& model) {
  const attention::JsonFile config(model.config, "config.json");
  for (std::size_t i = 0; i < file.keys.size(); ++i) {
    const attention::JsonFile expected(file.values[i], "expected");
    const std::optional<JsonValue> value = config.root().find(file.keys[i]);
    if (!value || !agree(*value, expected.root())) return file.keys[i] + " in " + model.config;
  }
  return differenceOfTensors(file, model.weights);
}

std::string differenceOnceRead(const ModelFile& file, const attention::TranslatedModel& model) {
  attention::CheckpointReader reader(model.config);
  reader.addFile(model.weights);
  for (std::string_view bytes = model.weights.data; !bytes.empty();
       bytes.remove_prefix(std::min<std::size_t>(999, bytes.size()))) {
    reader.append(bytes.substr(0, 999));
  }
  const attention::Checkpoint written = attention::writeCheckpoint(reader.finish());
  return differenceOfTensors(file, attention::readSafetensors(written.weights, "written"));
}

}  // namespace golden
