// What each head of a model does on a text: where it looks, by the field's scores, and what its removal costs.
// Sources of the scores: TransformerLens, head_detector.py (the share of a head's attention that falls on given pairs
// of query and key: its measure "mul", for previous, duplicate and induction heads); C. Olsson et al., "In-context
// Learning and Induction Heads", arXiv:2209.11895; J. Vig and Y. Belinkov, "Analyzing the Structure of Attention in a
// Transformer Language Model", arXiv:1906.04284, section 4 (entropy, mean distance). By such scores R. Luger et al.,
// "HeadVis: An Interactive Tool for Investigating Attention Heads", Transformer Circuits Thread, 2026, tell heads
// apart.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "transformer/activations.h"
#include "transformer/parameters.h"

namespace attention {

/// Of each head, shares being from 0 to 1, of all the attention that the head gives on the text:
///   previous token  share on the token before the query
///   same token      share on earlier tokens that are the query's
///   first token     share on the first token
///   induction       share on tokens that come after an earlier one that is the query's
///   entropy         of a query's weights, in nats, mean over the queries: from 0, one key, to ln T
///   distance        tokens from query back to key, by weight, mean over the queries
inline constexpr int kHeadScores = 6;

/// [L, H, 6], as above. tokens: [T], those that the activations are of.
std::vector<float> headScores(const Activations& activations, std::span<const int> tokens);

/// By how much the log probability of a token changes, in nats, where one head is changed:
///   zero      its output is 0 everywhere
///   uniform   each query looks at all keys up to itself alike
///   shuffled  each query's weights are dealt anew to the keys that it sees
inline constexpr int kHeadEffects = 3;

/// [L, H, 3], as above. `token`, 0 to V - 1, predicted after `position`, 0 to T - 1. Passes over the text: one, and
/// three for each head. seed: of the shuffling, kSeedRange. Throws InputError.
std::vector<float> headEffects(const Parameters& parameters, std::span<const int> tokens, int position, int token,
                               std::int64_t seed);

}  // namespace attention
