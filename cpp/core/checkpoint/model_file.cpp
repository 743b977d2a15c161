#include "checkpoint/model_file.h"

#include <algorithm>
#include <utility>

#include "checkpoint/gguf_model.h"
#include "checkpoint/gguf_tokenizer.h"
#include "checkpoint/llama2c.h"
#include "formats/foreign.h"
#include "formats/safetensors.h"
#include "text/sentence_piece_model.h"
#include "text/sentence_pieces.h"
#include "text/tokenizer_bin.h"

namespace attention {

namespace {

constexpr std::size_t kLengthBytes = 8;  // before the JSON of safetensors

std::uint64_t lengthIn(std::string_view beginning) {
  std::uint64_t length = 0;
  for (std::size_t i = kLengthBytes; i-- > 0;) length = length << 8 | static_cast<unsigned char>(beginning[i]);
  return length;
}

bool isLlama2c(std::string_view beginning, std::string_view name) {
  if (beginning.starts_with("24ka")) return true;
  return name.ends_with(".bin") && beginning.size() > kLengthBytes && beginning[kLengthBytes] != '{';
}

/// Whether the whole header is there; a file that is too short, or not one, its reader tells.
bool hasHeader(std::string_view beginning, std::uint64_t size) {
  if (beginning.size() == size) return true;
  if (beginning.size() <= kLengthBytes) return false;
  const std::uint64_t length = lengthIn(beginning);
  return beginning[kLengthBytes] != '{' || length > size || beginning.size() - kLengthBytes >= length;
}

std::optional<ModelFile> readGgufFile(std::string_view beginning, std::uint64_t size, std::string_view name,
                                      bool has_texts) {
  const std::optional<Gguf> gguf = readGguf(beginning, size, name);
  if (!gguf) return std::nullopt;
  std::optional<TranslatedModel> model = translated(*gguf, beginning);
  if (!model) return std::nullopt;
  ModelFile file{"GGUF", std::move(*model), {}, {}};
  if (!has_texts) return file;
  if (gguf->metadata.has("tokenizer.ggml.model")) file.tokenizer = tokenizerOf(gguf->metadata, name).write();
  file.metadata = gguf->metadata.shown();
  return file;
}

}  // namespace

std::optional<ModelFile> readModelFile(std::string_view beginning, std::uint64_t size, std::string_view name,
                                       bool has_texts) {
  if (beginning.size() < std::min<std::uint64_t>(size, kLlama2cHeaderBytes)) return std::nullopt;
  if (isGguf(beginning)) return readGgufFile(beginning, size, name, has_texts);
  refuseForeign(beginning, name);
  if (isLlama2c(beginning, name)) return ModelFile{"llama2.c", translatedLlama2c(beginning, size, name), {}, {}};
  if (!hasHeader(beginning, size)) return std::nullopt;
  ModelFile file{"safetensors", {"", readSafetensorsHeader(beginning, size, name)}, {}, {}};
  for (const auto& [key, value] : file.model.weights.metadata) file.metadata.push_back({key, "string", value});
  return file;
}

std::string translatedTokenizer(std::string_view bytes, std::string_view name) {
  const SentencePieces pieces =
      name.ends_with(".bin") ? readTokenizerBin(bytes, name) : readSentencePieceModel(bytes, name);
  return Tokenizer::of(tokenizerData(pieces, name)).write();
}

}  // namespace attention
