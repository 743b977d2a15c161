// The sizes of a GPT as the config.json of Hugging Face's GPT-2.
#pragma once

#include <string>
#include <string_view>

#include "formats/safetensors.h"
#include "transformer/config.h"

namespace attention {

/// The text of config.json for weights of this dtype. d_mlp 0 is n_inner 0.
std::string writeConfig(const TransformerConfig& config, Dtype dtype);

/// n_inner null or missing is 4 n_embd; keys that change nothing in what is computed are ignored. Throws InputError
/// that names the key and quotes its value if the text is longer than 1 MiB or not JSON, if a size is missing or one
/// that requireValid refuses, or if the architecture is not the one of forward.h.
TransformerConfig readConfig(std::string_view json);

}  // namespace attention
