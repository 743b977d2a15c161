// A transformer from tokens to logits, with every intermediate kept.
// Source: A. Radford et al., 2019 (pre-LayerNorm blocks, learned positions, tied head); A. Vaswani et al., 2017.
#pragma once

#include <span>
#include <vector>

#include "transformer/activations.h"
#include "transformer/interventions.h"
#include "transformer/parameters.h"

namespace attention {

/// Throws InputError unless there are 1 to context tokens, each from 0 to V - 1.
void requireValidTokens(const TransformerConfig& config, std::span<const int> tokens);

/// Computes the logits of every position and leaves them and all on the way to them in `activations`, which is prepared
/// for the tokens: no call allocates after one with as many. tokens: [T], T in 1 to context, each in 0 to V - 1.
/// Throws InputError if they are not, or if an intervention cannot be made.
void transformerForward(const Parameters& parameters, std::span<const int> tokens,
                        const std::vector<Intervention>& interventions, Activations& activations);

/// All of it but the logits, for activations that are prepared for these tokens, which may follow others
/// (Activations::follow). tensors: of the activations' model. Tokens and interventions must be valid.
void forwardToHead(const Tensors<const float>& tensors, std::span<const int> tokens,
                   const std::vector<Intervention>& interventions, Activations& activations);

/// logits = out · headᵀ and the head's bias, if there is one. out: [T, C] of the last norm; logits: [T, V].
void predictLogits(const Tensors<const float>& tensors, ConstView out, View logits);

}  // namespace attention
