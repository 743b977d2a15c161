// What can be read from activations without computing anything anew: three ways to ask what the layers contribute, and
// what the model says at every position.
#pragma once

#include <vector>

#include "math/matrix.h"
#include "transformer/activations.h"
#include "transformer/parameters.h"
#include "transformer/sampling.h"

namespace attention {

/// For each depth and position the most likely next tokens, most likely first; equal ones in order of their ids.
struct Lens {
  std::vector<int> ids;              // [L + 1, T, top]
  std::vector<float> probabilities;  // [L + 1, T, top]
  int layers = 0;                    // L + 1
  int positions = 0;                 // T
  int top = 0;
};

/// The final layer norm and the head applied to the residual stream before block 0 and after each block.
/// top: 1 to V; throws InputError if not. Source: nostalgebraist, "interpreting GPT: the logit lens", 2020.
Lens logitLens(const Parameters& parameters, const Activations& activations, int top);

/// [L, T, T]: how much of each token reaches each position by the end of each layer, if a layer passes on half of what
/// was there and half by the mean of its heads' patterns. Each row's sum is 1.
/// Source: S. Abnar and W. Zuidema, "Quantifying Attention Flow in Transformers", 2020.
std::vector<float> attentionRollout(const Activations& activations);

/// One logit as the sum of what each part of the model wrote into the residual stream; the final layer norm's scale is
/// taken as it is at this position.
struct Attribution {
  float embed = 0;                 // the token's embedding
  float pos_embed = 0;             // the position's; 0 where it is not learned
  std::vector<float> heads;        // [L, H] what each head wrote
  std::vector<float> attn_biases;  // [L] the bias of each attention's projection
  std::vector<float> mlps;         // [L] what each MLP wrote; 0 without
  float bias = 0;                  // the final norm's bias, and the head's
  float edits = 0;                 // what interventions put in place of these sums; without one, rounding alone
  float logit = 0;                 // the sum of all above: logits[position, token]
};

/// position: 0 to T - 1, token: 0 to V - 1; throws InputError if not.
Attribution directLogitAttribution(const Parameters& parameters, const Activations& activations, int position,
                                   int token);

/// What would be drawn if the text ended at each of its positions, with the same uniform number.
struct EveryDraw {
  Matrix probabilities;     // [T, V]
  Matrix cumulative;        // [T, V]
  std::vector<int> chosen;  // [T]
};

/// Throws InputError as drawToken does.
EveryDraw drawAtEveryPosition(const Activations& activations, const SamplingOptions& options, double uniform);

}  // namespace attention
