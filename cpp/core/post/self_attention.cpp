#include "post/self_attention.h"

#include <cmath>

#include "base/decimal.h"
#include "base/input_error.h"
#include "math/softmax.h"

namespace attention {

Matrix attentionScores(const MatrixView& queries, const MatrixView& keys) {
  if (keys.rows() == 0) refuse("keys", "must have at least one key, not none");
  if (queries.cols() != keys.cols() || keys.cols() == 0) {
    refuse("queries", "and keys must have the same number of dimensions, at least 1, not {} and {}",
           {queries.cols(), keys.cols()});
  }
  // Coefficient by coefficient, here and in next_word.cpp: with few dimensions that is as fast as Eigen's blocked
  // product, which would be a third of the module.
  Matrix scores = queries.lazyProduct(keys.transpose()) / std::sqrt(static_cast<double>(keys.cols()));
  if (!scores.allFinite()) refuse("queries", "and keys must have finite products");
  return scores;
}

Vector attentionWeights(const VectorView& scores, Variant normalisation) {
  if (normalisation == Variant::corrected) return softmax(scores);
  Vector weights = exponentials(scores);
  if (!weights.allFinite()) {
    refuse("scores", "must be at most 709.78 for exp to stay finite, not {}", {fixed(scores.maxCoeff(), 6)});
  }
  return weights;
}

Vector calculateSelfAttention(const VectorView& query, const MatrixView& keys, Variant normalisation) {
  const Matrix scores = attentionScores(query.transpose(), keys);
  return attentionWeights(scores.row(0).transpose(), normalisation);
}

Matrix calculateSelfAttention(const MatrixView& queries, const MatrixView& keys) {
  Matrix weights = attentionScores(queries, keys);
  for (Eigen::Index row = 0; row < weights.rows(); ++row) {
    weights.row(row) = attentionWeights(weights.row(row).transpose(), Variant::corrected).transpose();
  }
  return weights;
}

}  // namespace attention
