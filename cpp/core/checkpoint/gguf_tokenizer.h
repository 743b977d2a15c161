// The tokenizer in a GGUF file, whose keys begin with "tokenizer.ggml.".
#pragma once

#include "formats/gguf_metadata.h"
#include "text/tokenizer.h"

namespace attention {

/// tokenizer.ggml.model is "llama" (SentencePiece's merges by score), "t5" (its unigram) or "gpt2" (merges of bytes,
/// cut as tokenizer.ggml.pre says). What the file leaves open is as llama.cpp has it: a llama's texts begin with <s>
/// and a space, a gpt2's with nothing unless it is Llama 3's. name: what errors call the file. Throws InputError that
/// names key or piece and quotes the value: a key that is missing, another model, lists that do not fit each other,
/// whatever tokenizerData (sentence_pieces.h) refuses.
Tokenizer tokenizerOf(const GgufMetadata& metadata, std::string_view name);

}  // namespace attention
