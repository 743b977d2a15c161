// A linear layer, y = x · weight + bias, for all rows at once; and sums and products of rows.
#pragma once

#include "math/view.h"

namespace attention {

/// y [T, out] = x [T, in] · weight [in, out] + bias [out], or without it if it is null.
void linearForward(ConstView x, ConstView weight, const float* bias, View y);

/// dx [T, in] = dy [T, out] · weightᵀ, or dx += that if `accumulate`; dweight += xᵀ · dy and dbias += the sum of dy's
/// rows, each unless it is null.
void linearBackward(ConstView x, ConstView weight, ConstView dy, View dx, bool accumulate, View dweight, float* dbias);

/// sum = a + b, all [T, C]; it may be one of them.
void add(ConstView a, ConstView b, View sum);

/// product = a ⊙ b, all [T, C]; it may be one of them.
void multiply(ConstView a, ConstView b, View product);

/// x = factor x
void scale(View x, float factor);

/// y = x, both [T, C]; nothing to do where both are the same.
void copy(ConstView x, View y);

/// y [C, T] = xᵀ, of x [T, C].
void copyTransposed(ConstView x, View y);

/// y += x, both [size]; they do not overlap.
void addTo(float* y, const float* x, int size);
/// y += factor x
void addTo(float* y, float factor, const float* x, int size);

}  // namespace attention
