// The architectures whose files are read and written besides GPT-2's, a row each: what its model_type, its tensors and
// its settings are called, and of what kind its parts are. An architecture more is a row more, if the description
// (transformer/config.h) has what it needs. Sources: the classes of Hugging Face's transformers that the rows name.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "math/floats.h"
#include "transformer/parameters.h"

namespace attention {

/// A tensor's name without the architecture's prefix; "layers.{}." before it where it is a block's.
struct TensorName {
  Weight weight;
  const char* name;
};

/// Keys of config.json; null: it has no such key, and the description's own value stands.
struct SettingKeys {
  const char* epsilon;
  const char* activation = "hidden_act";
  const char* rotary_base = "rope_theta";
  const char* rotary_fraction = nullptr;  // R / D
  const char* is_parallel = nullptr;      // else serial
  const char* attention_bias = nullptr;   // of query, key, value and projection alike
  const char* mlp_bias = nullptr;
  const char* uses_window = nullptr;  // whether its sliding_window counts; null: it does if the row has a window
  bool has_head_size = false;         // head_dim
};

struct ArchitectureRow {
  const char* model_type;  // in config.json
  const char* class_name;  // what it opens in
  const char* prefix;      // of its tensors but the head
  std::span<const TensorName> tensors;
  SettingKeys keys;
  TransformerConfig description;  // the kinds of its parts, and what is so where config.json does not say it
  double rotary_fraction = 1;     // likewise
  bool is_fused = false;          // w_q stands for query, key and value as one tensor: [head, which of the three, D]
  bool norms_less_one = false;    // norms' weights are stored less 1
  bool scales_embedding = false;  // by √C
};

/// The row of an architecture other than GPT-2.
const ArchitectureRow& rowOf(Architecture architecture);

/// The row of this model_type; null if there is none.
const ArchitectureRow* rowNamed(std::string_view model_type);

/// "gpt2, gpt_neox, llama, ...": every model_type that is read.
std::string knownModelTypes();

/// The description of a new model of the architecture of this name, a model_type: of the sizes that `sizes` has, layers
/// to vocab_size and key_value_heads, all else as where config.json says nothing, but for heads, which are of C / H
/// numbers. Throws InputError if there is none of this name.
TransformerConfig newModel(std::string_view architecture, const TransformerConfig& sizes);

/// A tensor as files have it, and where its numbers belong. Weights of products are stored as [out, in].
class StoredPart {
 public:
  /// row: of a tensor that the model has.
  StoredPart(const TransformerConfig& config, const TensorName& row, int layer);

  std::size_t size() const { return rows_.size() * inputs_; }
  /// Its place among all parameters; empty if they lie otherwise there.
  std::span<float> inOrder(std::span<float> parameters) const;
  /// Puts its numbers in their places. numbers: [size()]; parameters: all of them.
  void scatter(std::span<const float> numbers, std::span<float> parameters) const;
  /// All numbers, as they are stored.
  Floats gather(std::span<const float> parameters) const;

  std::string name;                 // with its prefix
  std::vector<std::int64_t> shape;  // as stored

 private:
  std::vector<std::size_t> rows_;  // the place of each stored row's first number
  std::size_t inputs_ = 1;         // numbers of a stored row
  std::size_t stride_ = 1;         // from the place of one of them to the next one's
  float added_ = 0;                // to what is stored
};

/// Every tensor that files of a model of this description have, in their order. config.architecture: not gpt2.
std::vector<StoredPart> storedParts(const TransformerConfig& config);

}  // namespace attention
