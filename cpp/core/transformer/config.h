// The description of a transformer: of what kind each of its parts is, how large it is, and what is accepted of that.
// Everything that depends on it (tensors, activations, passes, checkpoints) reads it here.
//   L  layers (blocks)      H  heads in each      C  d_model      D  C / H, numbers of a head's query, key and value
//   F  d_mlp                T  tokens of a prompt, 1 to context    V  vocab_size
// Sources: A. Radford et al., "Language Models are Unsupervised Multitask Learners", 2019 (GPT-2); for the kinds it
// does not use, H. Touvron et al., "LLaMA", arXiv:2302.13971, and the sources named there.
#pragma once

#include <cstdint>

#include "base/input_error.h"
#include "math/vector_math.h"

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

// Of these, what GPT-2 does not use is described and not computed yet: requireValid refuses it.
enum class Norm { layer, rms };                  // computed: layer
enum class Positions { learned, rotary, none };  // computed: learned
enum class Mlp { plain, gated };                 // computed: plain

/// Which of its additions a model has: those it lacks are 0, and are not stored.
struct Biases {
  bool norms = true;
  bool attention = true;   // of query, key and value
  bool projection = true;  // of attention's output
  bool mlp = true;

  bool operator==(const Biases&) const = default;
};

struct TransformerConfig {
  int layers = 2;
  int heads = 4;
  int d_model = 64;
  int d_mlp = 256;  // 0: blocks without an MLP
  int context = 64;
  int vocab_size = 256;
  float layer_norm_epsilon = 1e-5f;

  Norm norm = Norm::layer;
  Positions positions = Positions::learned;
  Mlp mlp = Mlp::plain;
  ActivationFunction activation_function = ActivationFunction::gelu_tanh;
  Biases biases{};
  int key_value_heads = 0;              // heads that share keys and values; 0: as many as heads, the only one computed
  bool is_head_tied = true;             // the head that makes logits is the token embedding
  bool scales_scores = true;            // scores are q · k / √D rather than q · k
  bool scales_scores_by_layer = false;  // and divided by 1 + the block's number

  int headSize() const { return d_model / heads; }
  bool hasMlp() const { return d_mlp > 0; }
  bool operator==(const TransformerConfig&) const = default;
};

/// What query · key is multiplied by in block `layer`.
float scoreScale(const TransformerConfig& config, int layer);

/// The sizes that tensors and activations have along their axes.
enum class Extent { one, context, vocabulary, model, mlp };
int sizeOf(const TransformerConfig& config, Extent extent);

/// The most parameters a model may have: 1 GB of them.
inline constexpr std::int64_t kMaxParameters = std::int64_t{1} << 28;

/// Throws InputError, naming the size as the field is named here, unless every size is in its range, d_model a multiple
/// of heads, layer_norm_epsilon above 0 and at most 1, every kind one that is computed, and all parameters together at
/// most kMaxParameters.
void requireValid(const TransformerConfig& config);

/// Throws InputError unless 0 <= layer < L and 0 <= head < H.
void requireHead(const TransformerConfig& config, int layer, int head);

}  // namespace attention
