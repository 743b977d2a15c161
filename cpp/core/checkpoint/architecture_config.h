// The config.json of architectures other than GPT-2, by their rows in architectures.h.
#pragma once

#include <span>
#include <string>

#include "checkpoint/architectures.h"
#include "formats/json.h"
#include "formats/safetensors.h"

namespace attention {

/// The description that a config.json with the row's model_type gives, not yet what requireValid wants. A context that
/// is longer than the longest that is computed is cut to that. Throws InputError that names the key and quotes its
/// value if a size is missing or out of its range, or if what it says changes the result and is not computed: kinds of
/// rotary scaling other than linear and llama3, soft caps of logits, experts, windows of some layers only.
TransformerConfig readOtherConfig(const JsonValue& root, const ArchitectureRow& row);

std::string writeOtherConfig(const TransformerConfig& config, Dtype dtype, std::span<const int> end_tokens);

}  // namespace attention
