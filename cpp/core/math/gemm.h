// Products of float32 matrices, [M, K] by [K, N]: what the transformer spends its time in. One kernel, 4 x 8 registers
// over packed panels, natively and as wasm. No allocation; the same input gives the same bits. Sizes >= 0; c must not
// overlap the operands.
#pragma once

#include "math/view.h"

namespace attention {

/// How A and B lie, n as they are, t transposed:
///   nn  a: [M, K], b: [K, N]      nt  a: [M, K], b: [N, K]      tn  a: [K, M], b: [K, N]
enum class Layout { nn, nt, tn };

/// `gemm` with its views taken apart, for that alone to call: WebAssembly hands a view over in memory, its parts in
/// registers, which tells where one row is multiplied.
void gemmOfParts(Layout layout, int m, int n, int k, const float* a, int lda, const float* b, int ldb, float* c,
                 int ldc, bool accumulate, float factor);

/// c [M, N] = factor A B, or c += factor A B if `accumulate`. a and b have the shapes that `layout` says, each with its
/// own stride.
inline void gemm(Layout layout, ConstView a, ConstView b, View c, bool accumulate, float factor = 1) {
  gemmOfParts(layout, c.rows, c.columns, layout == Layout::tn ? a.rows : a.columns, a.data, a.stride, b.data, b.stride,
              c.data, c.stride, accumulate, factor);
}

}  // namespace attention
