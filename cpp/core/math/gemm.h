// Products of float32 matrices, [M, K] by [K, N], and of a vector by a matrix: what the transformer spends its time in.
// As wasm, a 4 x 8 register kernel over packed panels (gemm.cpp); natively, Eigen. No allocation as wasm; the same
// input gives the same bits. Matrices are row-major; sizes >= 0; c and y must not overlap the operands.
#pragma once

namespace attention {

/// How A and B lie, n as they are, t transposed:
///   nn  a: [M, K], b: [K, N]      nt  a: [M, K], b: [N, K]      tn  a: [K, M], b: [K, N]
enum class Layout { nn, nt, tn };

/// c [M, N] = A B, or c += A B if `accumulate`. lda, ldb, ldc: floats from one row to the next of a, b and c as stored,
/// at least the length of their rows. What lies between a row's end and the next row is neither read nor written.
void gemm(Layout layout, int m, int n, int k, const float* a, int lda, const float* b, int ldb, float* c, int ldc,
          bool accumulate);

/// y [N] = x [K] w [K, N] + bias [N]; no bias if it is null.
void gemv(int n, int k, const float* x, const float* w, const float* bias, float* y);

/// y [N] = w [N, K] x [K].
void gemvTransposed(int n, int k, const float* x, const float* w, float* y);

}  // namespace attention
