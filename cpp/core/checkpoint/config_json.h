// The description of a model as Hugging Face's config.json: here GPT-2's, in architecture_config.h those of others.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/safetensors.h"
#include "transformer/config.h"

namespace attention {

/// The text of config.json for weights of this dtype. d_mlp 0 is n_inner 0; end_tokens become eos_token_id.
std::string writeConfig(const TransformerConfig& config, Dtype dtype, std::span<const int> end_tokens = {});

/// n_inner null or missing is 4 n_embd; keys that change nothing in what is computed are ignored. Throws InputError
/// that names the key and quotes its value if the text is longer than 1 MiB or not JSON, if a size is missing or one
/// that requireValid refuses, or if the architecture is not the one of forward.h.
TransformerConfig readConfig(std::string_view json);

/// The ids of the tokens at which a text ends: eos_token_id, one or a list, of generation_config.json, or of
/// config.json where that is not there (empty) or does not say. Throws InputError that names the key and quotes its
/// value.
std::vector<int> readEndTokens(std::string_view config, std::string_view generation_config);

}  // namespace attention
