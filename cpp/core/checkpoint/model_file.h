// A file of weights of whichever format, told as Hugging Face's layout tells it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/translated_model.h"
#include "formats/gguf_metadata.h"

namespace attention {

struct ModelFile {
  const char* format;                // "safetensors", "GGUF", "llama2.c"
  TranslatedModel model;             // config empty where the format has none
  std::string tokenizer;             // the text of tokenizer.json; empty where the file has none
  std::vector<ShownEntry> metadata;  // what else the file says of itself
};

/// beginning: the first bytes, `size` that of the whole file, `name` what errors call it. Nothing if the header goes on
/// beyond `beginning`: more of the file is wanted then. `has_texts`: config and tokenizer are made too. A file is known
/// by its first bytes; one of llama2.c's version 0, which begins with sizes, by not being anything else and a name that
/// ends in ".bin". Throws InputError as the format's reader does (gguf_model.h, llama2c.h, safetensors.h).
std::optional<ModelFile> readModelFile(std::string_view beginning, std::uint64_t size, std::string_view name,
                                       bool has_texts);

/// The text of tokenizer.json for a vocabulary in another file: SentencePiece's tokenizer.model, or llama2.c's
/// tokenizer.bin where `name` ends in ".bin". Throws InputError as their readers do.
std::string translatedTokenizer(std::string_view bytes, std::string_view name);

}  // namespace attention
