// The three norms of a transformer, of one kind: which activations each leaves, its tensors, and its steps.
#pragma once

#include "math/layer_norm.h"
#include "math/rms_norm.h"
#include "transformer/activations.h"
#include "transformer/parameters.h"

namespace attention {

struct NormPlaces {
  Hook scale;
  Hook normalized;
  Hook out;
  Weight weight;
  Weight bias;
};

inline constexpr NormPlaces kLn1{Hook::ln1_scale, Hook::ln1_normalized, Hook::ln1_out, Weight::ln_1_weight,
                                 Weight::ln_1_bias};
inline constexpr NormPlaces kLn2{Hook::ln2_scale, Hook::ln2_normalized, Hook::ln2_out, Weight::ln_2_weight,
                                 Weight::ln_2_bias};
inline constexpr NormPlaces kLnFinal{Hook::ln_final_scale, Hook::ln_final_normalized, Hook::ln_final_out,
                                     Weight::ln_f_weight, Weight::ln_f_bias};
/// Those over each head, which only some models have, always RMS norms; what they put out is turned in its place.
inline constexpr NormPlaces kQueryNorm{Hook::q_norm_scale, Hook::q_norm_normalized, Hook::rot_q, Weight::q_norm_weight,
                                       Weight::q_norm_weight};
inline constexpr NormPlaces kKeyNorm{Hook::k_norm_scale, Hook::k_norm_normalized, Hook::rot_k, Weight::k_norm_weight,
                                     Weight::k_norm_weight};

/// What the MLP's norm reads.
inline Hook mlpInput(const TransformerConfig& config) {
  return config.isParallel() ? Hook::resid_pre : Hook::resid_mid;
}

/// Each head's numbers, or one number of each head, as a row of its own.
template <class Float>
BasicView<Float> headRows(BasicView<Float> heads, int size) {
  return {heads.data, heads.rows * heads.columns / size, size};
}

// The steps of a norm, as math/layer_norm.h and math/rms_norm.h have them.

[[gnu::always_inline]] inline void normForward(bool is_rms, ConstView x, float epsilon, const float* weight,
                                               const float* bias, View scale, View normalized, View y) {
  const auto forward = is_rms ? rmsNormForward : layerNormForward;
  forward(x, epsilon, weight, bias, scale, normalized, y);
}

}  // namespace attention
