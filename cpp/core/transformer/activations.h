// Every intermediate of one sequence on its way through the transformer, or the gradients with respect to them. Names
// and axes are TransformerLens's, without the batch:
//   hook_embed, hook_pos_embed                                            [T, C]    the latter where it is learned
//   blocks.{l}.hook_resid_pre                                             [T, C]
//   blocks.{l}.ln1.hook_scale                                             [T, 1]    √(variance + ε)
//   blocks.{l}.ln1.hook_normalized                                        [T, C]    before the norm's weight and bias
//   blocks.{l}.attn.hook_q, .hook_k, .hook_v                              [T, H, D] k and v: [T, K, D]
//   blocks.{l}.attn.q_norm.hook_scale, .hook_normalized                   [T, H, 1], [T, H, D] only where heads are
//   normed blocks.{l}.attn.k_norm.hook_scale, .hook_normalized                   [T, K, 1], [T, K, D] likewise
//   blocks.{l}.attn.hook_rot_q, .hook_rot_k                               as q, k   only where positions are rotary
//   blocks.{l}.attn.hook_attn_scores, .hook_pattern                       [H, T, T] query, then key
//   blocks.{l}.attn.hook_z                                                [T, H, D]
//   blocks.{l}.hook_attn_out                                              [T, C]
//   blocks.{l}.hook_resid_mid, .ln2.hook_scale, .ln2.hook_normalized      as above  only with an MLP; resid_mid not
//   where
//                                                                         it is parallel, ln2 not where it is shared
//   blocks.{l}.mlp.hook_pre, .hook_post                                   [T, F]    only with an MLP
//   blocks.{l}.mlp.hook_pre_linear                                        [T, F]    only with a gated one
//   blocks.{l}.hook_mlp_out                                               [T, C]    only with an MLP
//   blocks.{l}.hook_resid_post                                            [T, C]
//   ln_final.hook_scale, .hook_normalized                                 as above
//   logits                                                                [T, V]
// Scores are after their scale and the mask: -∞ where the key comes after the query; the pattern is 0 there.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "math/causal_attention.h"
#include "math/floats.h"
#include "math/view.h"
#include "transformer/config.h"

namespace attention {

/// Numbers with their shape, row-major.
struct Tensor {
  std::vector<int> shape;
  std::vector<float> data;
};

/// The activations in the order in which they are computed. Those without a name above are inputs of products, kept for
/// the way back: ln1_out, ln2_out, ln_final_out are what a layer norm puts out.
enum class Hook {
  embed,
  pos_embed,
  resid_pre,
  ln1_scale,
  ln1_normalized,
  ln1_out,
  q,
  k,
  v,
  q_norm_scale,
  q_norm_normalized,
  k_norm_scale,
  k_norm_normalized,
  rot_q,
  rot_k,
  scores,
  pattern,
  z,
  attn_out,
  resid_mid,
  ln2_scale,
  ln2_normalized,
  ln2_out,
  mlp_pre,
  mlp_pre_linear,
  mlp_post,
  mlp_out,
  resid_post,
  ln_final_scale,
  ln_final_normalized,
  ln_final_out,
  logits
};
inline constexpr int kHooks = 32;

/// One activation of a model. layer is 0 for those that are not a block's.
struct HookPlace {
  Hook hook;
  int layer;
  bool operator==(const HookPlace&) const = default;
};

/// What is multiplied with each other: as they are, or turned by their position.
inline Hook queriesOf(const TransformerConfig& config) { return config.isRotary() ? Hook::rot_q : Hook::q; }
inline Hook keysOf(const TransformerConfig& config) { return config.isRotary() ? Hook::rot_k : Hook::k; }

/// Every activation's name, in the order in which they are computed.
std::vector<std::string> activationNames(const TransformerConfig& config);

/// The activation of this name. Throws InputError if there is none, with the names that there are.
HookPlace hookNamed(const TransformerConfig& config, std::string_view name);

/// The shape that it has for a prompt of `length` tokens: as above.
std::vector<int> shapeOf(const TransformerConfig& config, Hook hook, int length);

/// Whether it is [H, T, T].
bool isSquare(Hook hook);

/// The most numbers that the activations of one sequence may have: 1 GB of them.
inline constexpr std::int64_t kMaxActivationNumbers = std::int64_t{1} << 28;

class Activations {
 public:
  /// What there is room for. each: every block's own numbers. shared: one block's, which all blocks have in turn.
  /// cached: as shared, with as little as a pass without a look back or a way back needs, and each block's keys and
  /// values of the whole context.
  enum class Keep { each, shared, cached };

  /// Makes room for `length` tokens, 1 to config.context; what was there is lost. Allocates only if it was never
  /// prepared for as much. Throws InputError if that needs more than kMaxActivationNumbers.
  void prepare(const TransformerConfig& config, int length, Keep keep = Keep::each);

  /// The tokens to come are `length`, after `past` others, whose keys and values are kept: of Keep::cached only, where
  /// past + length <= context. Allocates and throws as prepare does.
  void follow(int past, int length);

  const TransformerConfig& config() const { return config_; }
  int length() const { return length_; }  // T; 0 before the first prepare
  int past() const { return past_; }      // 0 but after follow

  /// Its numbers: [T, width], or for scores and pattern [H·T, past + T], head by head. Nothing where the model lacks
  /// it.
  View view(Hook hook, int layer = 0);
  ConstView view(Hook hook, int layer = 0) const { return const_cast<Activations*>(this)->view(hook, layer); }
  View view(HookPlace place) { return view(place.hook, place.layer); }
  ConstView view(HookPlace place) const { return view(place.hook, place.layer); }

  /// Keys (turned, where positions are rotary) or values of a block, of all positions so far. Of Keep::cached it keeps
  /// the latest ones for those to come.
  Positioned keysSoFar(int layer) { return allSoFar(keysOf(config_), layer); }
  Positioned valuesSoFar(int layer) { return allSoFar(Hook::v, layer); }

  /// By which positions up to past + length are turned; nothing where they are not rotary.
  const RotaryTable& rotaryTable() const { return rotary_; }

  /// Room for a copy of one more activation, of whichever hook.
  View scratchFor(Hook hook);

 private:
  struct Place {
    std::size_t begin;         // in block 0
    std::size_t block_stride;  // from a block's to the next one's
    int width;                 // of a position's numbers; 0: the model lacks it
    bool is_square;
  };
  struct Layout;

  void makeRoom(const TransformerConfig& config, int length, Keep keep);
  Positioned allSoFar(Hook key_or_value, int layer);

  TransformerConfig config_;
  int room_ = 0;  // the most tokens that there is room for
  int length_ = 0;
  int past_ = 0;
  std::array<Place, kHooks> places_{};
  Floats numbers_;
  Floats kept_;  // [2, L, K·D, context and a gap] keys, values; empty but of Keep::cached
  RotaryTable rotary_;
  std::vector<float> scratch_;
};

/// Here, for its callers to take in: a token that is written asks for a hundred of them.
inline View Activations::view(Hook hook, int layer) {
  const Place& place = places_[static_cast<std::size_t>(hook)];
  if (place.width == 0) return {};
  float* const begin = numbers_.data() + place.begin + place.block_stride * static_cast<std::size_t>(layer);
  if (place.is_square) return {begin, config_.heads * length_, past_ + length_};
  return {begin, length_, place.width};
}

/// The activation of this name as transformerForward left it, or its gradient as transformerBackward left it: a copy,
/// in the shape given above. Throws InputError for a name that there is not.
Tensor activation(const Activations& activations, std::string_view name);

}  // namespace attention
