// A linear layer, y = x · weight + bias, for all rows at once.
#pragma once

namespace attention {

/// rows: T; in, out: the sizes of x's and y's rows.
struct LinearSizes {
  int rows;
  int in;
  int out;
};

/// y [T, out] = x [T, in] · weight [in, out] + bias [out].
void linearForward(const LinearSizes& sizes, const float* x, const float* weight, const float* bias, float* y);

/// dx [T, in] = dy [T, out] · weightᵀ; dweight += xᵀ · dy and dbias += the sum of dy's rows, unless dweight is null.
void linearBackward(const LinearSizes& sizes, const float* x, const float* weight, const float* dy, float* dx,
                    float* dweight, float* dbias);

/// y += x, both [size]; they do not overlap.
void addTo(float* y, const float* x, int size);

}  // namespace attention
