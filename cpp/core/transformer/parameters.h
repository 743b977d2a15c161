// The parameters of a transformer: one array, and where in it each tensor lies. Names and layouts are those of Hugging
// Face's GPT-2: the weight of a product is [in, out], y = x · weight + bias; c_attn makes query, key and value side by
// side, each with its H heads of D numbers; the head that makes logits is wte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "transformer/config.h"

namespace attention {

struct ParameterInfo {
  std::string name;        // "wte.weight", "h.0.attn.c_attn.weight", ...
  std::vector<int> shape;  // row-major
  std::size_t offset;      // in numbers, from the start of the array
  std::size_t size;        // numbers
  bool is_decayed;         // weight decay is for matrices and embeddings, not for biases and layer norms
};

/// Every tensor in order of its offset; without gaps. Blocks without an MLP have neither ln_2 nor mlp.
std::vector<ParameterInfo> parameterTable(const TransformerConfig& config);

/// The tensors of one block. Float: float or const float. The last six are null where there is no MLP.
template <class Float>
struct BlockTensors {
  Float* ln_1_weight;       // [C]
  Float* ln_1_bias;         // [C]
  Float* c_attn_weight;     // [C, 3C]
  Float* c_attn_bias;       // [3C]
  Float* attn_proj_weight;  // [C, C]
  Float* attn_proj_bias;    // [C]
  Float* ln_2_weight;       // [C]
  Float* ln_2_bias;         // [C]
  Float* c_fc_weight;       // [C, F]
  Float* c_fc_bias;         // [F]
  Float* mlp_proj_weight;   // [F, C]
  Float* mlp_proj_bias;     // [C]
};

/// The tensors that are not a block's.
template <class Float>
struct OuterTensors {
  Float* wte;          // [V, C]
  Float* wpe;          // [context, C]
  Float* ln_f_weight;  // [C]
  Float* ln_f_bias;    // [C]
};

/// Views of an array of parameterCount(config) numbers: of parameters, or of anything that lies as they do.
template <class Float>
OuterTensors<Float> outerTensors(const TransformerConfig& config, Float* data);
template <class Float>
BlockTensors<Float> blockTensors(const TransformerConfig& config, Float* data, int layer);

struct Parameters {
  TransformerConfig config;
  std::vector<float> data;  // [parameterCount(config)]

  OuterTensors<const float> outer() const { return outerTensors(config, data.data()); }
  BlockTensors<const float> block(int layer) const { return blockTensors(config, data.data(), layer); }
  const float* wte() const { return outer().wte; }
  const float* wpe() const { return outer().wpe; }
};

/// GPT-2's initialisation: weights and embeddings normal with deviation 0.02, the projections into the residual stream
/// with 0.02 / √(their number), biases 0, layer norms 1 and 0. The same numbers for the same seed, up to the last bit
/// of the platform's logarithm and cosine. Throws InputError as requireValid does, or unless seed is in kSeedRange.
Parameters initialParameters(const TransformerConfig& config, std::int64_t seed);

}  // namespace attention
