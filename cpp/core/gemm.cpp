#include "gemm.h"

#ifdef __wasm_simd128__
#include <algorithm>

#include "float4.h"
#else
#include <Eigen/Core>
#endif

namespace attention {

#ifdef __wasm_simd128__

namespace {

// A tile of C, 4 x 8, stays in registers while k runs: 8 of wasm engines' 15 or 16, with 2 for B and 2 or 3 for A.
// B comes from a panel of 8 columns, packed so that k runs along memory; A from 4 rows at once, or, where it lies
// transposed, from rows packed four by four. All that is packed is on the stack: 36 KB of it.
constexpr int kRows = 4;
constexpr int kColumns = 8;
constexpr int kDepth = 128;      // of k: a panel of B, 4 KB, stays in the first-level cache
constexpr int kPackedRows = 64;  // of A: with kDepth, 32 KB
constexpr int kPlainRows = 256;

/// A operand's block: where it begins, and the floats from one row of C to the next and from one k to the next.
struct Rows {
  const float* begin;
  int stride;
};

/// [depth, 8] of B: the columns from `b` on, of which there are `columns`; zeros beyond.
void packPanel(Layout layout, const float* b, int ldb, int depth, int columns, float* panel) {
  if (layout == Layout::nt) {
    for (int j = 0; j < kColumns; j += 4) {
      if (j + 4 <= columns) {
        const float *b0 = b + j * ldb, *b1 = b0 + ldb, *b2 = b1 + ldb, *b3 = b2 + ldb;
        int k = 0;
        for (; k + 4 <= depth; k += 4) {
          Float4 r0 = load4(b0 + k), r1 = load4(b1 + k), r2 = load4(b2 + k), r3 = load4(b3 + k);
          transpose(r0, r1, r2, r3);
          float* to = panel + k * kColumns + j;
          store4(to, r0);
          store4(to + kColumns, r1);
          store4(to + 2 * kColumns, r2);
          store4(to + 3 * kColumns, r3);
        }
        for (; k < depth; ++k) store4(panel + k * kColumns + j, Float4{b0[k], b1[k], b2[k], b3[k]});
      } else {
        for (int k = 0; k < depth; ++k) {
          for (int jj = j; jj < j + 4; ++jj) panel[k * kColumns + jj] = jj < columns ? b[jj * ldb + k] : 0;
        }
      }
    }
  } else if (columns == kColumns) {
    for (int k = 0; k < depth; ++k) {
      store4(panel + k * kColumns, load4(b + k * ldb));
      store4(panel + k * kColumns + 4, load4(b + k * ldb + 4));
    }
  } else {
    for (int k = 0; k < depth; ++k) {
      for (int j = 0; j < kColumns; ++j) panel[k * kColumns + j] = j < columns ? b[k * ldb + j] : 0;
    }
  }
}

/// [rows / 4, depth, 4] of A, which lies transposed; zeros beyond the last row.
void packRows(const float* a, int lda, int depth, int rows, float* packed) {
  for (int i = 0; i < rows; i += kRows) {
    float* to = packed + i * depth;
    const int count = std::min(kRows, rows - i);
    for (int k = 0; k < depth; ++k, to += kRows) {
      if (count == kRows) {
        store4(to, load4(a + k * lda + i));
      } else {
        for (int r = 0; r < kRows; ++r) to[r] = r < count ? a[k * lda + i + r] : 0;
      }
    }
  }
}

struct Tile {
  Float4 left[kRows], right[kRows];
};

/// Rows a0 to a3, each with a step of `kStep` floats from one k to the next, by the panel.
template <int kStep>
inline Tile multiply(const float* a0, const float* a1, const float* a2, const float* a3, const float* panel,
                     int depth) {
  Tile t;
  for (int r = 0; r < kRows; ++r) t.left[r] = t.right[r] = splat(0);
  for (int k = 0; k < depth; ++k, a0 += kStep, a1 += kStep, a2 += kStep, a3 += kStep, panel += kColumns) {
    const Float4 left = load4(panel), right = load4(panel + 4);
    const Float4 x0 = splat(*a0), x1 = splat(*a1), x2 = splat(*a2), x3 = splat(*a3);
    t.left[0] += x0 * left;
    t.right[0] += x0 * right;
    t.left[1] += x1 * left;
    t.right[1] += x1 * right;
    t.left[2] += x2 * left;
    t.right[2] += x2 * right;
    t.left[3] += x3 * left;
    t.right[3] += x3 * right;
  }
  return t;
}

void write(const Tile& tile, float* c, int ldc, int rows, int columns, bool accumulate) {
  if (columns == kColumns) {
    for (int r = 0; r < rows; ++r, c += ldc) {
      store4(c, accumulate ? load4(c) + tile.left[r] : tile.left[r]);
      store4(c + 4, accumulate ? load4(c + 4) + tile.right[r] : tile.right[r]);
    }
    return;
  }
  for (int r = 0; r < rows; ++r, c += ldc) {
    float row[kColumns];
    store4(row, tile.left[r]);
    store4(row + 4, tile.right[r]);
    for (int j = 0; j < columns; ++j) c[j] = accumulate ? c[j] + row[j] : row[j];
  }
}

}  // namespace

void gemm(Layout layout, int m, int n, int k, const float* a, int lda, const float* b, int ldb, float* c, int ldc,
          bool accumulate) {
  if (k == 0 && !accumulate) {
    for (int i = 0; i < m; ++i) std::fill_n(c + i * ldc, n, 0.0F);
  }
  alignas(16) float panel[kDepth * kColumns];
  alignas(16) float packed[kDepth * kPackedRows];
  const bool is_packed = layout == Layout::tn;
  const int block = is_packed ? kPackedRows : kPlainRows;
  for (int k0 = 0; k0 < k; k0 += kDepth) {
    const int depth = std::min(kDepth, k - k0);
    const bool adds = accumulate || k0 > 0;
    for (int i0 = 0; i0 < m; i0 += block) {
      const int rows = std::min(block, m - i0);
      if (is_packed) packRows(a + k0 * lda + i0, lda, depth, rows, packed);
      for (int j = 0; j < n; j += kColumns) {
        const int columns = std::min(kColumns, n - j);
        packPanel(layout, layout == Layout::nt ? b + j * ldb + k0 : b + k0 * ldb + j, ldb, depth, columns, panel);
        for (int i = 0; i < rows; i += kRows) {
          const int count = std::min(kRows, rows - i);
          Tile tile;
          if (is_packed) {
            const float* p = packed + i * depth;
            tile = multiply<kRows>(p, p + 1, p + 2, p + 3, panel, depth);
          } else {
            const float* p = a + (i0 + i) * lda + k0;
            const auto row = [&](int r) { return p + std::min(r, count - 1) * lda; };
            tile = multiply<1>(p, row(1), row(2), row(3), panel, depth);
          }
          write(tile, c + (i0 + i) * ldc + j, ldc, count, columns, adds);
        }
      }
    }
  }
}

void gemv(int n, int k, const float* x, const float* w, const float* bias, float* y) {
  int j = 0;
  for (; j + 16 <= n; j += 16) {
    Float4 s[4];
    for (int v = 0; v < 4; ++v) s[v] = bias ? load4(bias + j + 4 * v) : splat(0);
    for (int i = 0; i < k; ++i) {
      for (int v = 0; v < 4; ++v) s[v] += x[i] * load4(w + i * n + j + 4 * v);
    }
    for (int v = 0; v < 4; ++v) store4(y + j + 4 * v, s[v]);
  }
  for (; j + 4 <= n; j += 4) {
    Float4 s = bias ? load4(bias + j) : splat(0);
    for (int i = 0; i < k; ++i) s += x[i] * load4(w + i * n + j);
    store4(y + j, s);
  }
  for (; j < n; ++j) {
    float s = bias ? bias[j] : 0;
    for (int i = 0; i < k; ++i) s += x[i] * w[i * n + j];
    y[j] = s;
  }
}

void gemvTransposed(int n, int k, const float* x, const float* w, float* y) {
  int j = 0;
  for (; j + 4 <= n; j += 4) {
    const float *w0 = w + j * k, *w1 = w0 + k, *w2 = w1 + k, *w3 = w2 + k;
    Float4 s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
    int i = 0;
    for (; i + 4 <= k; i += 4) {
      const Float4 v = load4(x + i);
      s0 += load4(w0 + i) * v;
      s1 += load4(w1 + i) * v;
      s2 += load4(w2 + i) * v;
      s3 += load4(w3 + i) * v;
    }
    transpose(s0, s1, s2, s3);
    Float4 s = (s0 + s1) + (s2 + s3);
    for (; i < k; ++i) s += x[i] * Float4{w0[i], w1[i], w2[i], w3[i]};
    store4(y + j, s);
  }
  for (; j < n; ++j) {
    float s = 0;
    for (int i = 0; i < k; ++i) s += w[j * k + i] * x[i];
    y[j] = s;
  }
}

#else

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Stored = Eigen::Map<const RowMajor, 0, Eigen::OuterStride<> >;
using Row = Eigen::Map<Eigen::RowVectorXf>;
using ConstRow = Eigen::Map<const Eigen::RowVectorXf>;

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

void gemv(int n, int k, const float* x, const float* w, const float* bias, float* y) {
  Row result(y, n);
  if (bias) {
    result = ConstRow(bias, n);
  } else {
    result.setZero();
  }
  if (n == 0 || k == 0) return;
  result.noalias() += ConstRow(x, k) * Stored(w, k, n, Eigen::OuterStride<>(n));
}

void gemvTransposed(int n, int k, const float* x, const float* w, float* y) {
  Row result(y, n);
  result.setZero();
  if (n == 0 || k == 0) return;
  result.noalias() += ConstRow(x, k) * Stored(w, n, k, Eigen::OuterStride<>(k)).transpose();
}

#endif

}  // namespace attention
