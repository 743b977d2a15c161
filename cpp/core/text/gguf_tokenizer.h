// The tokenizers in GGUF files: tokenizer.ggml.model "llama" (SentencePiece's merges), "t5" (its unigram) and "gpt2"
// (merges in the letters of bytes). Source: https://github.com/ggml-org/llama.cpp, src/llama-vocab.cpp.
#pragma once

#include "formats/gguf_metadata.h"
#include "text/tokenizer_data.h"

namespace attention {

/// Throws InputError that names file and key and quotes the value: another model, a key that is missing, scores or
/// types that are not as many as the tokens, a type that is none, an id that is no token's, and what tokenizerData
/// refuses (sentence_pieces.h).
TokenizerData ggufTokenizer(const GgufMetadata& metadata);

}  // namespace attention
