// The models in GGUF files as Hugging Face's layout has them: general.architecture llama, qwen2, qwen3, gemma, gpt2,
// gptneox and phi2. Sources: https://github.com/ggml-org/llama.cpp, gguf-py/gguf/constants.py for the names,
// convert_hf_to_gguf.py for what it does to weights.
#pragma once

#include <optional>
#include <string_view>

#include "checkpoint/translated_model.h"
#include "formats/gguf.h"

namespace attention {

/// gguf: what readGguf made of `beginning`. A llama's rows of queries and keys lie in rotary pairs, and gemma's norms
/// are 1 larger: their tensors say so (StoredTensor). phi2's joint queries, keys and values are told as three tensors.
/// Rope scaling is told as Hugging Face's rope_scaling: "linear" and others by name; a tensor rope_freqs, as Llama 3.1
/// has it, as "llama3" with its factor. A tensor without a place in the architecture keeps its own name.
/// Nothing if rope_freqs lies beyond `beginning`: more of the file is wanted then.
/// Throws InputError that names file and key, or tensor, and quotes the value: another architecture, a size that is
/// missing or beyond 2^31 - 1, rope_freqs of another scaling.
std::optional<TranslatedModel> translated(const Gguf& gguf, std::string_view beginning);

}  // namespace attention
