// The three layer norms of a transformer: which activations each leaves, and its tensors.
#pragma once

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

}  // namespace attention
