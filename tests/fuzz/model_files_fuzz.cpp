#include "model_files_fuzz.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "base/input_error.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/gguf_model.h"
#include "checkpoint/gguf_tokenizer.h"
#include "checkpoint/llama2c.h"
#include "formats/gguf.h"
#include "formats/safetensors.h"
#include "formats/tensor_reader.h"
#include "golden_record.h"
#include "model_files_golden_text.h"
#include "text/tokenizer.h"

using namespace attention;

namespace {

constexpr std::size_t kMostNumbers = 1 << 16;  // of a tensor that is read

std::string_view bytesOf(const TensorFile& file, const StoredTensor& tensor) {
  return file.data.substr(static_cast<std::size_t>(tensor.begin), static_cast<std::size_t>(tensor.end - tensor.begin));
}

std::vector<float> numbersOf(const TensorFile& file, const StoredTensor& tensor, std::size_t count, std::size_t piece) {
  std::vector<float> numbers(count);
  TensorReader reader(file, tensor, numbers);
  for (std::string_view bytes = bytesOf(file, tensor); !bytes.empty();) {
    const std::string_view part = bytes.substr(0, piece);
    reader.append(part);
    bytes.remove_prefix(part.size());
  }
  return numbers;
}

void readAll(const TensorFile& file) {
  for (const StoredTensor& tensor : file.tensors) {
    std::size_t count = 1;
    for (const std::int64_t extent : tensor.shape) count *= static_cast<std::size_t>(extent);  // fits: it has its bytes
    if (count == 0 || count > kMostNumbers) continue;
    const std::vector<float> whole = numbersOf(file, tensor, count, std::string_view::npos);
    const std::vector<float> in_pieces = numbersOf(file, tensor, count, 11);
    if (std::memcmp(whole.data(), in_pieces.data(), count * sizeof(float)) != 0) {
      throw std::logic_error("read in pieces, a tensor is another");
    }
  }
}

/// The model itself, where it is one that is computed.
void readModel(const TranslatedModel& model) {
  readAll(model.weights);
  CheckpointReader reader(model.config);
  reader.addFile(model.weights);
  const std::string_view data = model.weights.data;
  for (std::size_t i = 0; i < data.size(); i += 1000) reader.append(data.substr(i, 1000));
  const Parameters read = reader.finish();
  const Checkpoint written = writeCheckpoint(read);
  const Parameters again = readCheckpoint(written.config, written.weights);
  if (again.config != read.config) throw std::logic_error("read again, its description is another: " + written.config);
  // Gemma's norms are written less 1, which rounds.
  const bool is_exact = read.config.architecture != Architecture::gemma;
  if (is_exact && again.data != read.data) throw std::logic_error("read again, its weights are others");
}

template <class Body>
std::string refusalOf(Body body) {
  try {
    body();
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

/// Where it can be made at all, it takes a text apart and brings it together.
void readTokenizer(const GgufMetadata& metadata) {
  const Tokenizer tokenizer = tokenizerOf(metadata, "file");
  tokenizer.decode(tokenizer.encodePrompt("a b"));
}

std::string seedOf(std::string_view prefix, bool has_it, int kind) {
  std::string name;
  for (const auto& [record, values] : golden::linesOf(kModelFilesGolden)) {
    if (record == "file") name = values[0];
    if (record != "bytes" || name.starts_with(prefix) != has_it || kind-- > 0) continue;
    std::string bytes;
    for (std::size_t i = 0; i < values[0].size(); i += 2) {
      bytes += static_cast<char>(std::stoi(values[0].substr(i, 2), nullptr, 16));
    }
    return bytes;
  }
  throw std::logic_error("there are fewer seeds");
}

}  // namespace

std::string fuzzGguf(std::string_view bytes) {
  return refusalOf([&] {
    const std::optional<Gguf> gguf = readGguf(bytes, bytes.size(), "file");
    if (!gguf) throw std::logic_error("of a whole file there is no more");
    gguf->metadata.shown();
    if (gguf->metadata.has("tokenizer.ggml.model")) readTokenizer(gguf->metadata);
    readAll(gguf->file);
    const std::string_view half = bytes.substr(0, bytes.size() / 2);
    const std::optional<Gguf> beginning = readGguf(half, bytes.size(), "file");
    if (beginning && beginning->file.tensors.size() != gguf->file.tensors.size()) {
      throw std::logic_error("with half of the file at hand, its header is another");
    }
    const std::optional<TranslatedModel> model = translated(*gguf, bytes);
    if (!model) throw std::logic_error("of a whole file there is no more");
    readModel(*model);
  });
}

std::string fuzzLlama2c(std::string_view bytes) {
  return refusalOf([&] { readModel(translatedLlama2c(bytes, bytes.size(), "file")); });
}

std::string fuzzSafetensors(std::string_view bytes) {
  return refusalOf([&] { readAll(readSafetensors(bytes, "file")); });
}

std::string ggufSeed(int kind) { return seedOf("llama2c", false, kind); }

std::string llama2cSeed(int kind) { return seedOf("llama2c", true, kind); }

std::string safetensorsSeed(int kind) {
  const std::string dtype = kind == 0 ? "F8_E4M3" : "F8_E5M2";
  std::string header =
      R"({"__metadata__":{"format":"pt"},"a":{"dtype":")" + dtype +
      R"(","shape":[2,3],"data_offsets":[0,6]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[6,10]},)" +
      R"("c":{"dtype":"F64","shape":[],"data_offsets":[10,18]}})";
  const std::uint64_t length = header.size();
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes + header + std::string("\1\2\3\4\5\6\x80\x3f\0\xc0\0\0\0\0\0\0\xf0\x3f", 18);
}
