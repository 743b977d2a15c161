// Every intermediate of one sequence on its way through the transformer, or the gradients with respect to them. Names
// and axes are TransformerLens's, without the batch:
//   hook_embed, hook_pos_embed                                            [T, C]
//   blocks.{l}.hook_resid_pre, .ln1.hook_normalized                       [T, C]
//   blocks.{l}.attn.hook_q, .hook_k, .hook_v                              [T, H, D]
//   blocks.{l}.attn.hook_attn_scores, .hook_pattern                       [H, T, T] query, then key
//   blocks.{l}.attn.hook_z                                                [T, H, D]
//   blocks.{l}.hook_attn_out                                              [T, C]
//   blocks.{l}.hook_resid_mid, .ln2.hook_normalized                       [T, C]    only with an MLP
//   blocks.{l}.mlp.hook_pre, .hook_post                                   [T, F]    only with an MLP
//   blocks.{l}.hook_mlp_out                                               [T, C]    only with an MLP
//   blocks.{l}.hook_resid_post                                            [T, C]
//   ln_final.hook_normalized                                              [T, C]
//   logits                                                                [T, V]
// A layer norm's hook_normalized is what it puts out, after its weight and bias. Scores are after the scale 1/√D and
// the mask: -∞ where the key comes after the query; the pattern is 0 there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "transformer/config.h"

namespace attention {

/// Numbers with their shape, row-major.
struct Tensor {
  std::vector<int> shape;
  std::vector<float> data;
};

/// The activations in the order in which they are computed.
enum class Hook {
  embed,
  pos_embed,
  resid_pre,
  ln1,
  q,
  k,
  v,
  scores,
  pattern,
  z,
  attn_out,
  resid_mid,
  ln2,
  mlp_pre,
  mlp_post,
  mlp_out,
  resid_post,
  ln_final,
  logits
};
inline constexpr int kHooks = 19;

/// One activation of a model. layer is 0 for those that are not a block's.
struct HookPlace {
  Hook hook;
  int layer;
};

/// Every activation's name, in the order in which they are computed.
std::vector<std::string> activationNames(const TransformerConfig& config);

/// The activation of this name. Throws InputError if there is none, with the names that there are.
HookPlace hookNamed(const TransformerConfig& config, std::string_view name);

/// The shape that it has for a prompt of `length` tokens: as above.
std::vector<int> shapeOf(const TransformerConfig& config, Hook hook, int length);

/// The most numbers that the activations of one sequence may have: 1 GB of them.
inline constexpr std::int64_t kMaxActivationNumbers = std::int64_t{1} << 28;

class Activations {
 public:
  /// What prepare keeps of the blocks: each one's own numbers, or room for one block that all share in turn.
  enum class Blocks { each, shared };

  /// Makes room for `length` tokens, 1 to config.context; what was there is lost. Allocates only if it was never
  /// prepared for as much. Throws InputError if that needs more than kMaxActivationNumbers.
  void prepare(const TransformerConfig& config, int length, Blocks blocks = Blocks::each);

  const TransformerConfig& config() const { return layout_.config; }
  int length() const { return layout_.length; }  // T; 0 before the first prepare

  // A hook's numbers lie in rows(hook) rows of width(hook) numbers, each stride(hook) after the one before. The rows of
  // hook_attn_scores and hook_pattern are H·T, head by head; those of the others T. hook_q, hook_k, hook_v lie side by
  // side in the same rows (stride 3C).
  float* at(Hook hook, int layer = 0) { return numbers_.data() + offsetOf(hook, layer); }
  const float* at(Hook hook, int layer = 0) const { return numbers_.data() + offsetOf(hook, layer); }
  int rows(Hook hook) const { return layout_.rows(hook); }
  int width(Hook hook) const { return layout_.width(hook); }
  int stride(Hook hook) const { return layout_.stride(hook); }

  /// What a layer norm needs again on the way back: [T, 2] each row's mean and 1 / deviation. norm: 2l for block l's
  /// ln1, 2l + 1 for its ln2, 2L for ln_final.
  float* moments(int norm) { return numbers_.data() + momentsOffset(norm); }
  const float* moments(int norm) const { return numbers_.data() + momentsOffset(norm); }

  /// Room for one more activation, of whichever hook.
  float* scratch();

 private:
  struct Layout {
    TransformerConfig config;
    int length = 0;
    std::size_t offsets[kHooks] = {};
    std::size_t block_stride = 0;
    std::size_t moments = 0;
    std::size_t largest = 0;  // numbers of the largest activation
    std::size_t total = 0;

    Layout() = default;
    Layout(const TransformerConfig& model, int tokens, Blocks blocks);
    int rows(Hook hook) const;
    int width(Hook hook) const;
    int stride(Hook hook) const;
  };

  std::size_t offsetOf(Hook hook, int layer) const {
    return layout_.offsets[static_cast<int>(hook)] + layout_.block_stride * static_cast<std::size_t>(layer);
  }
  std::size_t momentsOffset(int norm) const {
    return layout_.moments + 2 * static_cast<std::size_t>(layout_.length) * static_cast<std::size_t>(norm);
  }

  Layout layout_;
  std::vector<float> numbers_;
  std::vector<float> scratch_;
};

/// The activation of this name as transformerForward left it, or its gradient as transformerBackward left it: a copy,
/// in the shape given above. Throws InputError for a name that there is not.
Tensor activation(const Activations& activations, std::string_view name);

}  // namespace attention
