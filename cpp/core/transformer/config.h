// The description of a transformer: of what kind each of its parts is, how large it is, and what is accepted of that.
// Everything that depends on it (tensors, activations, passes, checkpoints) reads it here.
//   L  layers (blocks)      H  heads in each      C  d_model      D  numbers of a head's query, key and value
//   F  d_mlp                T  tokens of a prompt, 1 to context    V  vocab_size    K  heads of keys and values
// Sources: A. Radford et al., "Language Models are Unsupervised Multitask Learners", 2019 (GPT-2); for the kinds it
// does not use, H. Touvron et al., "LLaMA", arXiv:2302.13971, and the sources named there; for K, J. Ainslie et al.,
// "GQA", arXiv:2305.13245; for the window, A. Q. Jiang et al., "Mistral 7B", arXiv:2310.06825.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/built_for.h"
#include "base/input_error.h"
#include "math/rotary.h"
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
  IntegerRange head_size{"head_size", 0, 65'536};
  IntegerRange window{"window", 0, 16'777'216};
};
inline constexpr TransformerRanges kTransformerRanges;

/// Whose files the model's are: what its tensors and the keys of its config.json are called there.
enum class Architecture { gpt2, gpt_neox, llama, mistral, qwen2, qwen3, gemma, phi };

/// layer: math/layer_norm.h; rms: math/rms_norm.h.
enum class Norm { layer, rms };
/// learned: a vector is added to each token's; rotary: queries and keys are turned by their position (math/rotary.h).
enum class Positions { learned, rotary, none };
/// plain: f(x · w_in) · w_out; gated: (f(x · w_gate) ⊙ (x · w_in)) · w_out. N. Shazeer, "GLU Variants Improve
/// Transformer", arXiv:2002.05202.
enum class Mlp { plain, gated };
/// What a block's MLP reads. serial: what attention has added to. parallel: what attention reads, by a norm of its own;
/// parallel_shared: by attention's norm. S. Black et al., "GPT-NeoX-20B", arXiv:2204.06745, section 2.1.
enum class Residual { serial, parallel, parallel_shared };

/// Which of its additions a model has: those it lacks are 0, and are not stored.
struct Biases {
  bool norms = true;
  bool attention = true;   // of query, key and value
  bool projection = true;  // of attention's output
  bool mlp = true;
  bool head = false;  // of the logits

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
  int key_value_heads = 0;              // K: H / K heads in turn share keys and values; 0: as many as heads
  bool is_head_tied = true;             // the head that makes logits is the token embedding
  bool scales_scores = true;            // scores are q · k / √D rather than q · k
  bool scales_scores_by_layer = false;  // and divided by 1 + the block's number
  Architecture architecture = Architecture::gpt2;
  Residual residual = Residual::serial;
  int head_size = 0;          // D; 0: C / H
  int window = 0;             // the most keys that a query sees, itself among them; 0: all up to itself
  bool norms_heads = false;   // queries and keys have an RMS norm over each head, before they are turned
  float embedding_scale = 1;  // what the token embedding is multiplied by, where it is not the head
  Rotary rotary{};

  // What only other models than GPT-2 have is asked for here, so that a core without them has no code for it; always in
  // place, as compilers for small code leave some calls, and with them all that they guard.
  bool hasMlp() const { return d_mlp > 0; }
  [[gnu::always_inline]] bool hasLearnedPositions() const { return !kEveryModel || positions == Positions::learned; }
  [[gnu::always_inline]] bool isRotary() const { return kEveryModel && positions == Positions::rotary; }
  [[gnu::always_inline]] bool isRms() const { return kEveryModel && norm == Norm::rms; }
  [[gnu::always_inline]] bool isGated() const { return kEveryModel && mlp == Mlp::gated && hasMlp(); }
  [[gnu::always_inline]] bool isParallel() const { return kEveryModel && residual != Residual::serial && hasMlp(); }
  [[gnu::always_inline]] bool normsHeads() const { return kEveryModel && norms_heads; }
  [[gnu::always_inline]] bool hasHeadBias() const { return kEveryModel && biases.head; }
  /// The MLP's norm is not attention's.
  [[gnu::always_inline]] bool hasMlpNorm() const {
    return hasMlp() && !(kEveryModel && residual == Residual::parallel_shared);
  }
  [[gnu::always_inline]] int headSize() const {
    return kEveryModel && head_size > 0 ? head_size : d_model / heads;
  }  // D
  [[gnu::always_inline]] int keyValueHeads() const {
    return kEveryModel && key_value_heads > 0 ? key_value_heads : heads;
  }  // K
  bool operator==(const TransformerConfig&) const = default;
};

/// What query · key is multiplied by in block `layer`.
float scoreScale(const TransformerConfig& config, int layer);

/// How many of a head's numbers are turned by their position, R in math/rotary.h.
int rotarySize(const TransformerConfig& config);

/// The first key that query `position` sees.
inline int firstSeen(const TransformerConfig& config, int position) {
  return kEveryModel && config.window > 0 ? std::max(0, position - config.window + 1) : 0;
}

/// The sizes that tensors and activations have along their axes.
enum class Extent { one, context, vocabulary, model, mlp, queries, keys, head, query_heads, key_heads };
int sizeOf(const TransformerConfig& config, Extent extent);

/// The most parameters a model may have: 1 GB of them.
inline constexpr std::int64_t kMaxParameters = std::int64_t{1} << 28;

/// Throws InputError, naming the size as the field is named here, unless every size is in its range, d_model a multiple
/// of heads where there is no head_size, heads one of key_value_heads, layer_norm_epsilon above 0 and at most 1, what
/// is turned by its position of an even size up to a head's, norms_heads only where it is turned, embedding_scale
/// finite and not 0, and all parameters together at most kMaxParameters.
void requireValid(const TransformerConfig& config);

/// Throws InputError unless 0 <= layer < L and 0 <= head < H.
void requireHead(const TransformerConfig& config, int layer, int head);

}  // namespace attention
