// The sizes of a transformer of GPT-2's architecture, and what is accepted of them.
//   L  layers (blocks)      H  heads in each      C  d_model      D  C / H, numbers of a head's query, key and value
//   F  d_mlp                T  tokens of a prompt, 1 to context    V  vocab_size
// Source: A. Radford et al., "Language Models are Unsupervised Multitask Learners", 2019.
#pragma once

#include <cstdint>

#include "base/input_error.h"

namespace attention {

/// What is accepted of each size.
struct TransformerRanges {
  IntegerRange layers{"layers", 1, 512};
  IntegerRange heads{"heads", 1, 1024};
  IntegerRange d_model{"d_model", 1, 65'536};
  IntegerRange d_mlp{"d_mlp", 0, 262'144};
  IntegerRange context{"context", 1, 65'536};
  IntegerRange vocab_size{"vocab_size", 1, 1'048'576};
};
inline constexpr TransformerRanges kTransformerRanges;

struct TransformerConfig {
  int layers = 2;
  int heads = 4;
  int d_model = 64;
  int d_mlp = 256;  // 0: blocks without an MLP
  int context = 64;
  int vocab_size = 256;
  float layer_norm_epsilon = 1e-5f;

  int headSize() const { return d_model / heads; }
  bool hasMlp() const { return d_mlp > 0; }
  bool operator==(const TransformerConfig&) const = default;
};

/// The most parameters a model may have: 1 GB of them.
inline constexpr std::int64_t kMaxParameters = std::int64_t{1} << 28;

/// Throws InputError, naming the size as the field is named here, unless every size is in its range, d_model a multiple
/// of heads, layer_norm_epsilon above 0 and at most 1, and all parameters together at most kMaxParameters.
void requireValid(const TransformerConfig& config);

/// Numbers that are trained, for sizes in their ranges; does not overflow. The head is the token embedding: counted
/// once.
std::int64_t parameterCount(const TransformerConfig& config);

}  // namespace attention
