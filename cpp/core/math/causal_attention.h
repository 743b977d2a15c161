// Causal multi-head attention, each step a function with its way back: scores, softmax, weighted sum of the values.
// Source: A. Vaswani et al., "Attention Is All You Need", 2017, section 3.2.
// Shapes: q, k, v and their gradients [T, H, D], rows `stride` apart; scores, pattern and theirs [H, T, T], query, then
// key; z and its gradient [T, H, D], rows H·D apart. In scores, numbers whose key comes after the query are -∞; in the
// pattern and the scores' gradient they are 0.
#pragma once

namespace attention {

struct AttentionSizes {
  int length;     // T
  int heads;      // H
  int head_size;  // D
  int stride;     // from one position's query, key or value to the next one's
};

/// scores = q · kᵀ / √D for each head.
void causalScoresForward(const AttentionSizes& sizes, const float* q, const float* k, float* scores);
/// dq and dk are overwritten. dscores above the diagonal is taken as 0 and must be.
void causalScoresBackward(const AttentionSizes& sizes, const float* q, const float* k, const float* dscores, float* dq,
                          float* dk);

/// pattern = softmax of each row of scores.
void causalSoftmaxForward(const AttentionSizes& sizes, const float* scores, float* pattern);
/// dscores is overwritten. dpattern above the diagonal is not read.
void causalSoftmaxBackward(const AttentionSizes& sizes, const float* pattern, const float* dpattern, float* dscores);

/// z = pattern · v for each head.
void weightedValuesForward(const AttentionSizes& sizes, const float* pattern, const float* v, float* z);
/// dpattern and dv are overwritten; dpattern above the diagonal only if `whole`, else it is left undefined there.
void weightedValuesBackward(const AttentionSizes& sizes, const float* pattern, const float* v, const float* dz,
                            bool whole, float* dpattern, float* dv);

}  // namespace attention
