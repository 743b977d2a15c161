// Causal multi-head attention, each step a function with its way back: scores, softmax, weighted sum of the values.
// Source: A. Vaswani et al., "Attention Is All You Need", 2017, section 3.2.
// The N queries are the last of S positions, of which all have a key and a value: query i sees the keys up to
// S - N + i. Shapes: q, z and their gradients [N, H·D]; k, v and theirs [S, H·D]; scores, pattern and theirs [H·N, S],
// head by head, a row for each query. k and v may have fewer heads, which then H / K heads of q in turn share: [S,
// K·D]. In scores, numbers whose key comes after the query are -∞; in the pattern and the scores' gradient they are 0.
// The ways back are for N = S.
#pragma once

#include "math/view.h"

namespace attention {

/// Keys or values of S positions, each a row of [S, H·D] or, where in_columns, a column of [H·D, S]: single queries are
/// faster so.
struct Positioned {
  Positioned(ConstView all, bool are_columns = false) : numbers(all), in_columns(are_columns) {}

  ConstView numbers;
  bool in_columns;
};

/// scores = scale · q · kᵀ for each head. window: how many keys a query sees, the last ones up to its own; 0: all. What
/// is before them is hidden as what comes after.
void causalScoresForward(int heads, ConstView q, Positioned k, float scale, View scores, int window = 0);
/// dq and dk are overwritten. dscores of what is hidden is taken as 0 and must be.
void causalScoresBackward(int heads, ConstView q, ConstView k, float scale, ConstView dscores, View dq, View dk);

/// pattern = softmax of each row of scores, which it may take the place of.
void causalSoftmaxForward(int heads, ConstView scores, View pattern);
/// dscores is overwritten. dpattern above the diagonal is not read.
void causalSoftmaxBackward(int heads, ConstView pattern, ConstView dpattern, View dscores);

/// z = pattern · v for each head.
void weightedValuesForward(int heads, ConstView pattern, Positioned v, View z);
/// dpattern and dv are overwritten; dpattern above the diagonal only if `whole`, else it is left undefined there.
void weightedValuesBackward(int heads, ConstView pattern, ConstView v, ConstView dz, bool whole, View dpattern,
                            View dv);

}  // namespace attention
