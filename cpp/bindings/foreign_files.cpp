#include "foreign_files.h"

#include <cstdint>
#include <optional>
#include <string>

#include "border.h"
#include "checkpoint/model_file.h"
#include "model_values.h"

namespace attention {

using emscripten::val;

namespace {

val fromTensors(const TensorFile& file) {
  const val tensors = val::array();
  for (const StoredTensor& tensor : file.tensors) {
    Record record;
    record.set("name", tensor.known_as.empty() ? tensor.name : tensor.known_as);
    record.set("dtype", tensor.dtype);
    record.set("shape", std::vector<double>(tensor.shape.begin(), tensor.shape.end()));
    tensors.call<void>("push", record.value());
  }
  return tensors;
}

val fromMetadata(const std::vector<ShownEntry>& entries) {
  const val list = val::array();
  for (const ShownEntry& entry : entries) {
    Record record;
    record.set("key", fromText(entry.key));
    record.set("type", entry.type);
    record.set("value", fromText(entry.value));
    list.call<void>("push", record.value());
  }
  return list;
}

}  // namespace

val describeFile(const val& options) {
  Fields fields(options);
  const auto [name, weights, size] = takeFileBeginning(fields);
  const std::optional<ModelFile> file = readModelFile(weights, size, name, true);
  if (!file) return val::null();
  Record record;
  record.set("format", std::string(file->format));
  record.set("config", file->model.config);
  record.set("tokenizer", file->tokenizer);
  record.set("metadata", fromMetadata(file->metadata));
  record.set("tensors", fromTensors(file->model.weights));
  return record.value();
}

val translateTokenizer(const val& options) {
  Fields fields(options);
  std::string name, bytes;
  fields.require({"name", "bytes"});
  fields.text("name", name);
  fields.bytes("bytes", bytes);
  fields.refuseOthers();
  return fromText(translatedTokenizer(bytes, name));
}

}  // namespace attention
