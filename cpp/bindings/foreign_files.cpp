#include "foreign_files.h"

#include <cstdint>
#include <optional>
#include <string>

#include "border.h"
#include "checkpoint/model_file.h"

namespace attention {

using emscripten::val;

namespace {

constexpr IntegerRange kSizeRange{"size", 0, std::int64_t{1} << 53};

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
  std::string name, beginning;
  std::int64_t size = 0;
  fields.require({"name", "weights", "size"});
  fields.text("name", name);
  fields.bytes("weights", beginning);
  fields.whole("size", kSizeRange, size);
  fields.refuseOthers();
  requireInRange(kSizeRange, size);
  const std::optional<ModelFile> file = readModelFile(beginning, static_cast<std::uint64_t>(size), name, true);
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
