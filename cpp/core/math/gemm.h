// Products of float32 matrices, [M, K] by [K, N]: what the transformer spends its time in. One kernel, 4 x 8 registers
// over packed panels, natively and as wasm. No allocation; the same input gives the same bits. Sizes >= 0; c must not
// overlap the operands.
#pragma once

#include "math/view.h"

namespace attention {

/// How A and B lie, n as they are, t transposed:
///   nn  a: [M, K], b: [K, N]      nt  a: [M, K], b: [N, K]      tn  a: [K, M], b: [K, N]
enum class Layout { nn, nt, tn };

/// c [M, N] = A B, or c += A B if `accumulate`. a and b have the shapes that `layout` says, each with its own stride.
void gemm(Layout layout, ConstView a, ConstView b, View c, bool accumulate);

}  // namespace attention
