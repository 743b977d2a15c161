#include "math/linear.h"

#include <algorithm>
#include <cstddef>

#include "math/gemm.h"

namespace attention {

void linearForward(const LinearSizes& sizes, const float* x, const float* weight, const float* bias, float* y) {
  for (int row = 0; row < sizes.rows; ++row) std::copy_n(bias, sizes.out, y + std::ptrdiff_t{row} * sizes.out);
  gemm(Layout::nn, sizes.rows, sizes.out, sizes.in, x, sizes.in, weight, sizes.out, y, sizes.out, true);
}

void linearBackward(const LinearSizes& sizes, const float* x, const float* weight, const float* dy, float* dx,
                    float* dweight, float* dbias) {
  gemm(Layout::nt, sizes.rows, sizes.in, sizes.out, dy, sizes.out, weight, sizes.out, dx, sizes.in, false);
  if (dweight == nullptr) return;
  gemm(Layout::tn, sizes.in, sizes.out, sizes.rows, x, sizes.in, dy, sizes.out, dweight, sizes.out, true);
  for (int row = 0; row < sizes.rows; ++row) addTo(dbias, dy + std::ptrdiff_t{row} * sizes.out, sizes.out);
}

void addTo(float* __restrict y, const float* __restrict x, int size) {
  for (int i = 0; i < size; ++i) y[i] += x[i];
}

}  // namespace attention
