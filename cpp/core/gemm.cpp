#include "gemm.h"

#include <algorithm>

#ifdef __wasm_simd128__
#include "float4.h"
#else
#include <Eigen/Core>
#endif

namespace attention {

#ifdef __wasm_simd128__

namespace {

// A tile of C, 4 x 8, stays in registers while k runs: 8 of wasm engines' 15 or 16, with 2 for B and the rest for A.
// B comes from a panel of 8 columns, packed so that k runs along memory; A from 4 rows at once, or, where it lies
// transposed, from rows packed four by four. All that is packed is on the stack: 36 KB of it.
constexpr int kRows = 4;
constexpr int kColumns = 8;
constexpr int kDepth = 128;      // of k: a panel of B, 4 KB, stays in the first-level cache
constexpr int kPackedRows = 64;  // of A: with kDepth, 32 KB
constexpr int kPlainRows = 256;

/// The transpose of the 4 x 4 matrix with these rows, in place.
inline void transpose(Float4& a, Float4& b, Float4& c, Float4& d) {
  const Float4 ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Float4 cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  a = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
  b = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
  c = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
  d = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

/// [depth, 8] of B, which lies transposed, from row `b` on. Beyond the last column, copies of it: nobody looks there.
void packTransposedPanel(const float* b, int ldb, int depth, int columns, float* panel) {
  for (int j = 0; j < columns; j += 4) {
    const auto row = [&](int r) { return b + std::min(j + r, columns - 1) * ldb; };
    const float *b0 = row(0), *b1 = row(1), *b2 = row(2), *b3 = row(3);
    float* to = panel + j;
    int k = 0;
    for (; k + 4 <= depth; k += 4, to += 4 * kColumns) {
      Float4 r0 = load4(b0 + k), r1 = load4(b1 + k), r2 = load4(b2 + k), r3 = load4(b3 + k);
      transpose(r0, r1, r2, r3);
      store4(to, r0);
      store4(to + kColumns, r1);
      store4(to + 2 * kColumns, r2);
      store4(to + 3 * kColumns, r3);
    }
    for (; k < depth; ++k, to += kColumns) store4(to, Float4{b0[k], b1[k], b2[k], b3[k]});
  }
}

/// [depth, kWidth]: the columns from `from` on, of which there are `columns`; zeros beyond.
template <int kWidth>
void pack(const float* from, int ld, int depth, int columns, float* to) {
  for (int k = 0; k < depth; ++k, from += ld, to += kWidth) {
    if (columns >= kWidth) {
      for (int j = 0; j < kWidth; j += 4) store4(to + j, load4(from + j));
    } else {
      for (int j = 0; j < kWidth; ++j) to[j] = j < columns ? from[j] : 0;
    }
  }
}

/// Rows a0 to a3 of A, each with a step of kStep floats from one k to the next, by 4 kVectors columns of the panel:
/// a tile of C, or of what is added to it, of which only `rows` by `columns` are there to be written.
template <int kStep, int kVectors>
void multiplyTile(const float* a0, const float* a1, const float* a2, const float* a3, const float* panel, int depth,
                  float* c, int ldc, int rows, int columns, bool adds) {
  Float4 tile[kRows][kVectors];
  for (auto& row : tile) {
    for (Float4& sums : row) sums = splat(0);
  }
  for (int k = 0; k < depth; ++k) {
    Float4 b[kVectors];
    for (int v = 0; v < kVectors; ++v) b[v] = load4(panel + 4 * v);
    const Float4 x0 = splat(*a0), x1 = splat(*a1), x2 = splat(*a2), x3 = splat(*a3);
    for (int v = 0; v < kVectors; ++v) tile[0][v] += x0 * b[v];
    for (int v = 0; v < kVectors; ++v) tile[1][v] += x1 * b[v];
    for (int v = 0; v < kVectors; ++v) tile[2][v] += x2 * b[v];
    for (int v = 0; v < kVectors; ++v) tile[3][v] += x3 * b[v];
    a0 += kStep;
    a1 += kStep;
    a2 += kStep;
    a3 += kStep;
    panel += kColumns;
  }
  if (rows == kRows && columns == 4 * kVectors) {
    for (int r = 0; r < kRows; ++r, c += ldc) {
      for (int v = 0; v < kVectors; ++v) store4(c + 4 * v, adds ? load4(c + 4 * v) + tile[r][v] : tile[r][v]);
    }
  } else {
    float edge[kRows][4 * kVectors];
    for (int r = 0; r < kRows; ++r) {
      for (int v = 0; v < kVectors; ++v) store4(edge[r] + 4 * v, tile[r][v]);
    }
    for (int r = 0; r < rows; ++r, c += ldc) {
      for (int j = 0; j < columns; ++j) c[j] = adds ? c[j] + edge[r][j] : edge[r][j];
    }
  }
}

/// Up to 8 columns of a block of C.
template <int kStep, int kVectors>
void multiply(const float* a, int lda, int rows, const float* panel, int columns, int depth, float* c, int ldc,
              bool adds) {
  for (int i = 0; i < rows; i += kRows, c += kRows * ldc) {
    const int count = std::min(kRows, rows - i);
    // Packed rows come four by four. Beyond the last row, copies of it: nobody looks there.
    const float* first = a + i * (kStep == 1 ? lda : depth);
    const auto row = [&](int r) { return first + (kStep == 1 ? std::min(r, count - 1) * lda : r); };
    multiplyTile<kStep, kVectors>(first, row(1), row(2), row(3), panel, depth, c, ldc, count, columns, adds);
  }
}

/// Columns from `b` and `c` on, 4 kVectors of them, of one row of A by B.
template <int kVectors>
void multiplyRowColumns(int depth, const float* a, const float* b, int ldb, float* c, bool adds) {
  Float4 sums[kVectors];
  for (int v = 0; v < kVectors; ++v) sums[v] = adds ? load4(c + 4 * v) : splat(0);
  for (int k = 0; k < depth; ++k, b += ldb) {
    const Float4 x = splat(a[k]);
    for (int v = 0; v < kVectors; ++v) sums[v] += x * load4(b + 4 * v);
  }
  for (int v = 0; v < kVectors; ++v) store4(c + 4 * v, sums[v]);
}

/// c [N] = a [K] b [K, N].
void multiplyRow(int n, int depth, const float* a, const float* b, int ldb, float* c, bool adds) {
  int j = 0;
  for (; j + 32 <= n; j += 32) multiplyRowColumns<8>(depth, a, b + j, ldb, c + j, adds);
  for (; j + 8 <= n; j += 8) multiplyRowColumns<2>(depth, a, b + j, ldb, c + j, adds);
  for (; j < n; ++j) {
    float sum = adds ? c[j] : 0;
    for (int k = 0; k < depth; ++k) sum += a[k] * b[k * ldb + j];
    c[j] = sum;
  }
}

/// c [N] = a [K] times the transpose of b [N, K].
void multiplyRowTransposed(int n, int depth, const float* a, const float* b, int ldb, float* c, bool adds) {
  int j = 0;
  for (; j + 4 <= n; j += 4) {
    const float *b0 = b + j * ldb, *b1 = b0 + ldb, *b2 = b1 + ldb, *b3 = b2 + ldb;
    Float4 s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
    int k = 0;
    for (; k + 4 <= depth; k += 4) {
      const Float4 x = load4(a + k);
      s0 += x * load4(b0 + k);
      s1 += x * load4(b1 + k);
      s2 += x * load4(b2 + k);
      s3 += x * load4(b3 + k);
    }
    transpose(s0, s1, s2, s3);
    Float4 sums = (s0 + s1) + (s2 + s3);
    for (; k < depth; ++k) sums += splat(a[k]) * Float4{b0[k], b1[k], b2[k], b3[k]};
    store4(c + j, adds ? load4(c + j) + sums : sums);
  }
  for (; j < n; ++j) {
    float sum = adds ? c[j] : 0;
    for (int k = 0; k < depth; ++k) sum += a[k] * b[j * ldb + k];
    c[j] = sum;
  }
}

}  // namespace

void gemm(Layout layout, int m, int n, int k, const float* a, int lda, const float* b, int ldb, float* c, int ldc,
          bool accumulate) {
  if (k == 0 && !accumulate) {
    for (int i = 0; i < m; ++i) std::fill_n(c + i * ldc, n, 0.0F);
  }
  if (m == 1 && layout == Layout::nn) return multiplyRow(n, k, a, b, ldb, c, accumulate);
  if (m == 1 && layout == Layout::nt) return multiplyRowTransposed(n, k, a, b, ldb, c, accumulate);
  alignas(16) float panel[kDepth * kColumns];
  alignas(16) float packed[kDepth * kPackedRows];
  const bool is_packed = layout == Layout::tn;
  const int block = is_packed ? kPackedRows : kPlainRows;
  for (int k0 = 0; k0 < k; k0 += kDepth) {
    const int depth = std::min(kDepth, k - k0);
    const bool adds = accumulate || k0 > 0;
    for (int i0 = 0; i0 < m; i0 += block) {
      const int rows = std::min(block, m - i0);
      for (int i = 0; is_packed && i < rows; i += kRows) {
        pack<kRows>(a + k0 * lda + i0 + i, lda, depth, rows - i, packed + i * depth);
      }
      const float* plain = a + i0 * lda + k0;
      for (int j = 0; j < n; j += kColumns) {
        const int columns = std::min(kColumns, n - j);
        if (layout == Layout::nt) {
          packTransposedPanel(b + j * ldb + k0, ldb, depth, columns, panel);
        } else {
          pack<kColumns>(b + k0 * ldb + j, ldb, depth, columns, panel);
        }
        float* to = c + i0 * ldc + j;
        if (is_packed && columns > 4) {
          multiply<kRows, 2>(packed, 0, rows, panel, columns, depth, to, ldc, adds);
        } else if (is_packed) {
          multiply<kRows, 1>(packed, 0, rows, panel, columns, depth, to, ldc, adds);
        } else if (columns > 4) {
          multiply<1, 2>(plain, lda, rows, panel, columns, depth, to, ldc, adds);
        } else {
          multiply<1, 1>(plain, lda, rows, panel, columns, depth, to, ldc, adds);
        }
      }
    }
  }
}

#else

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Stored = Eigen::Map<const RowMajor, 0, Eigen::OuterStride<> >;

}  // namespace

void gemm(Layout layout, int m, int n, int k, const float* a, int lda, const float* b, int ldb, float* c, int ldc,
          bool accumulate) {
  Eigen::Map<RowMajor, 0, Eigen::OuterStride<> > result(c, m, n, Eigen::OuterStride<>(ldc));
  if (!accumulate) result.setZero();
  if (m == 0 || n == 0 || k == 0) return;
  const auto stored = [](const float* begin, int rows, int columns, int stride) {
    return Stored(begin, rows, columns, Eigen::OuterStride<>(stride));
  };
  switch (layout) {
    case Layout::nn:
      result.noalias() += stored(a, m, k, lda) * stored(b, k, n, ldb);
      break;
    case Layout::nt:
      result.noalias() += stored(a, m, k, lda) * stored(b, n, k, ldb).transpose();
      break;
    case Layout::tn:
      result.noalias() += stored(a, k, m, lda).transpose() * stored(b, k, n, ldb);
      break;
  }
}

#endif

void gemv(int n, int k, const float* x, const float* w, const float* bias, float* y) {
  if (bias) std::copy_n(bias, n, y);
  gemm(Layout::nn, 1, n, k, x, k, w, n, y, n, bias != nullptr);
}

void gemvTransposed(int n, int k, const float* x, const float* w, float* y) {
  gemm(Layout::nt, 1, n, k, x, k, w, k, y, n, false);
}

}  // namespace attention
