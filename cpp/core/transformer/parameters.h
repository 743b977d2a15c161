// The parameters of a transformer: one array, and where in it each tensor lies. One table (parameters.cpp) says which
// tensors there are; views, counts, names, first values and weight decay follow from it. The weight of a product is
// [in, out], y = x · weight + bias. Query, key and value have a tensor each; stored, the three lie side by side in the
// same rows, as GPT-2's c_attn has them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "math/floats.h"
#include "math/view.h"
#include "transformer/config.h"

namespace attention {

/// The tensors, in the order in which they lie. Which of them a model has, its description says.
enum class Weight {
  wte,  // [V, C] token embedding
  wpe,  // [context, C] position embedding
  ln_1_weight,
  ln_1_bias,
  w_q,  // [C, H·D]
  w_k,  // [C, K·D] each
  w_v,
  b_q,  // as vectors here and below: one row
  b_k,
  b_v,
  w_o,  // [H·D, C] the projection of attention's output
  b_o,
  ln_2_weight,
  ln_2_bias,
  w_in,  // [C, F]
  b_in,
  w_out,  // [F, C]
  b_out,
  ln_f_weight,
  ln_f_bias,
  head,  // [V, C] where it is not wte
  // Of other models than GPT-2:
  head_bias,      // [V]
  q_norm_weight,  // [D] each
  k_norm_weight,
  w_gate,  // [C, F]
  b_gate
};
inline constexpr int kWeights = kEveryModel ? 26 : 21;

/// Numbers that are trained, for sizes in their ranges; does not overflow. A head that is the token embedding is
/// counted once.
std::int64_t parameterCount(const TransformerConfig& config);

/// A tensor as checkpoints store it: tensors that lie side by side are one.
struct ParameterInfo {
  enum class Start { embedding, positions, product, projection, one, zero };

  // Hugging Face's for GPT-2: "wte.weight", "h.0.attn.c_attn.weight", ..., "lm_head.weight"; what GPT-2 does not have
  // is named as it would be there. What other architectures' files call them: checkpoint/architectures.h.
  std::string name;
  std::vector<int> shape;  // row-major
  std::size_t offset;      // in numbers, from the start of the array
  std::size_t size;        // numbers
  bool is_decayed;         // weight decay is for matrices and embeddings, not for biases and layer norms
  Start start;             // what it begins with; projection: a product that writes into the residual stream
};

/// Every stored tensor in order of its offset; without gaps.
std::vector<ParameterInfo> parameterTable(const TransformerConfig& config);

/// Where one tensor lies, in numbers from the start of the array.
struct ParameterPlace {
  std::size_t begin = 0;
  int rows = 0;  // 1: a vector; 0: the model lacks it
  int columns = 0;
  int stride = 0;
  bool is_of_block = false;
};
ParameterPlace placeOf(const TransformerConfig& config, Weight weight, int layer);

/// Views of all tensors; of what the model lacks, the view is of nothing. Float: float or const float.
template <class Float>
class Tensors {
 public:
  /// data: parameterCount(config) numbers, of parameters or of anything that lies as they do; null: every view is of
  /// nothing.
  Tensors(const TransformerConfig& config, Float* data);

  /// layer: of which block, where the tensor is a block's.
  BasicView<Float> view(Weight weight, int layer = 0) const {
    BasicView<Float> view = first_[static_cast<std::size_t>(weight)];
    if (view) view.data += layer * block_strides_[static_cast<std::size_t>(weight)];
    return view;
  }
  /// A vector's numbers, null where there is none.
  Float* vector(Weight weight, int layer = 0) const { return view(weight, layer).data; }
  /// [V, C] what makes logits.
  BasicView<Float> head() const { return view(is_head_tied_ ? Weight::wte : Weight::head); }

 private:
  std::array<BasicView<Float>, kWeights> first_;          // of block 0
  std::array<std::ptrdiff_t, kWeights> block_strides_{};  // from a block's tensor to the next one's
  bool is_head_tied_;
};

struct Parameters {
  TransformerConfig config;
  Floats data;  // [parameterCount(config)]

  Tensors<const float> tensors() const { return {config, data.data()}; }
};

/// How the first weights are made. Biases are 0, layer norms 1 and 0, all else normal numbers of these deviations:
///   gpt2   0.02, for projections into the residual stream divided by √(their number). A. Radford et al. 2019, section
///          2.3. With 64 numbers in a vector instead of 768, scores stay near 0, and for thousands of steps no head
///          finds anything to look at.
///   width  products 1 / √(numbers that go in), so that what comes out is as large as what a layer norm gave (Y. LeCun
///          et al., "Efficient BackProp", 1998, section 4.6); projections that times √(2 / L); embeddings 2 / √C. Keys
///          begin 0.9 alike to queries, so that heads look at what is like the query (A. Trockman and J. Z. Kolter,
///          "Mimetic Initialization of Self-Attention Layers", arXiv:2305.09828, where positions are sinusoids too),
///          and positions as the sinusoids of A. Vaswani et al. 2017, section 3.5, of the embeddings' deviation: like
///          is then what is near. `npm run bench` shows how much sooner heads learn induction so.
enum class Initialisation { gpt2, width };

/// The one of this name; throws InputError if there is none.
Initialisation initialisationNamed(std::string_view name);

/// The same numbers for the same seed, up to the last bit of the platform's logarithm. Throws InputError as
/// requireValid does, or unless seed is in kSeedRange.
Parameters initialParameters(const TransformerConfig& config, std::int64_t seed,
                             Initialisation initialisation = Initialisation::gpt2);

}  // namespace attention
