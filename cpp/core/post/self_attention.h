// Scaled dot-product attention: how much each query looks at each key.
// Source: A. Vaswani et al., "Attention Is All You Need", 2017, section 3.2.1; and the blog post, which departs from
// it.
#pragma once

#include "math/matrix.h"

namespace attention {

/// One of the places where the post's program departs from attention as the literature defines it.
enum class Variant { published, corrected };

/// [B, T] scores = queries · keysᵀ / √C. queries: [B, C]; keys: [T, C], T >= 1; finite, with the same C >= 1.
/// Throws InputError if the shapes do not fit or a score is not finite.
Matrix attentionScores(const MatrixView& queries, const MatrixView& keys);

/// The post's calculate_self_attention for one query: [T] weights of the keys.
/// published: exp(scores), not normalised. corrected: softmax(scores), each in [0, 1], sum 1.
/// query: [C]; keys: [T, C]. The post also takes the values and does not use them.
/// Throws InputError as attentionScores does, or if exp(score) exceeds the largest double (a score above 709.78).
Vector calculateSelfAttention(const VectorView& query, const MatrixView& keys, Variant normalisation);

/// The batch that the post's second branch means: [B, T], softmax(scores) in each row, each row's sum 1.
/// queries: [B, C]; keys: [T, C]. Throws InputError as attentionScores does.
Matrix calculateSelfAttention(const MatrixView& queries, const MatrixView& keys);

/// One row of scores to weights, as the first calculateSelfAttention does it. scores, result: [T].
Vector attentionWeights(const VectorView& scores, Variant normalisation);

}  // namespace attention
