#include "math/gemm.h"

#include <algorithm>

#include "math/float4.h"

namespace attention {

namespace {

// A tile of C, 4 x 8, stays in registers while k runs: 8 of the 15 that engines use, with 2 for B and the rest for A.
// B comes from a panel of 8 columns in which k runs along memory: 8 KB on the stack, filled on the way by the first
// tile that needs it. A is read where it lies, unless it is transposed and its rows lie far apart: then it is copied on
// the way by the first panel.
// What engines make of these loops depends on how they are nested and on the order of loads and products; unrolling
// them here spills registers.
constexpr int kRows = 4;
constexpr int kColumns = 8;
constexpr int kDepth = 256;  // of k: a panel stays in the first-level cache
constexpr int kBlock = 256;  // rows of A: with kDepth, they stay in the second-level cache
constexpr int kFar = 512;    // rows this many floats apart share few of the cache's sets, and drive each other out
constexpr int kLine = 16;    // floats in a line of the cache

alignas(16) thread_local float copied_tiles[kDepth * kBlock];

/// The transpose of the 4 x 4 matrix with these rows, in place.
inline void transpose(Float4& a, Float4& b, Float4& c, Float4& d) {
  const Float4 ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Float4 cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  a = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
  b = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
  c = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
  d = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

/// [depth, 8] of B, which lies transposed, from row `b` on. Beyond the last of its columns, copies of that: they fill
/// the tile, but the products with them are not stored.
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

/// [depth, 8] of B from `b` on, zeros beyond the last of its columns.
void packPanel(const float* b, int ldb, int depth, int columns, float* panel) {
  for (int k = 0; k < depth; ++k, b += ldb, panel += kColumns) {
    for (int j = 0; j < kColumns; ++j) panel[j] = j < columns ? b[j] : 0;
  }
}

/// How A lies: floats from one row of C to the next, from one k to the next, and from one tile to the next.
struct Strides {
  int row;
  int step;
  int tile;
};

/// Up to kLine rows of A, which lies transposed, from `a` on: tiles of [depth, 4], zeros beyond the third row.
void copyTiles(const float* a, int lda, int rows, int depth, float* tiles) {
  for (int k = 0; k < depth; ++k, a += lda, tiles += kRows) {
    for (int i = 0; i < rows; i += kRows) {
      const float* const x = a + i;
      store4(tiles + i * depth, rows - i < kRows ? Float4{x[0], x[1], x[2], 0} : load4(x));
    }
  }
}

/// Where a product goes, or what it is added to, and by how much it is multiplied before.
struct Target {
  float* begin;
  int ld;
  bool adds;
  float factor;
};

/// Three or four rows of A by 4 kVectors columns of B. kIsStepped: strides.step is not 1. kPacks: B is where it came
/// from, from `b` on, and goes to the panel; else it is in the panel.
template <bool kIsStepped, bool kPacks, int kVectors>
[[gnu::always_inline]] inline void multiplyTile(const float* a, Strides strides, int rows, const float* b, int ldb,
                                                float* panel, int columns, int depth, Target c) {
  Float4 tile[kRows][kVectors];
  for (auto& row : tile) {
    for (Float4& sums : row) sums = splat(0);
  }
  // Of three rows the last one twice: the tile's fourth row is then not stored.
  const float *a0 = a, *a1 = a0 + strides.row, *a2 = a1 + strides.row, *a3 = rows < kRows ? a2 : a2 + strides.row;
  for (int k = 0; k < depth; ++k) {
    Float4 b_row[kVectors];
    for (int v = 0; v < kVectors; ++v) {
      b_row[v] = load4((kPacks ? b : panel) + 4 * v);
      if (kPacks) store4(panel + 4 * v, b_row[v]);
    }
    const Float4 x0 = splat(*a0), x1 = splat(*a1), x2 = splat(*a2), x3 = splat(*a3);
    for (int v = 0; v < kVectors; ++v) tile[0][v] += x0 * b_row[v];
    for (int v = 0; v < kVectors; ++v) tile[1][v] += x1 * b_row[v];
    for (int v = 0; v < kVectors; ++v) tile[2][v] += x2 * b_row[v];
    for (int v = 0; v < kVectors; ++v) tile[3][v] += x3 * b_row[v];
    const int step = kIsStepped ? strides.step : 1;
    a0 += step;
    a1 += step;
    a2 += step;
    a3 += step;
    panel += kColumns;
    if (kPacks) b += ldb;
  }
  const Float4 factor = splat(c.factor);
  if (rows == kRows && columns == 4 * kVectors) {
    for (int r = 0; r < kRows; ++r, c.begin += c.ld) {
      for (int v = 0; v < kVectors; ++v) {
        float* const to = c.begin + 4 * v;
        const Float4 product = tile[r][v] * factor;
        store4(to, c.adds ? load4(to) + product : product);
      }
    }
  } else {
    float edge[kRows][4 * kVectors];
    for (int r = 0; r < kRows; ++r) {
      for (int v = 0; v < kVectors; ++v) store4(edge[r] + 4 * v, tile[r][v] * factor);
    }
    for (int r = 0; r < rows; ++r, c.begin += c.ld) {
      for (int j = 0; j < columns; ++j) c.begin[j] = c.adds ? c.begin[j] + edge[r][j] : edge[r][j];
    }
  }
}

/// `rows` of A, four by four and three at the end, by up to 8 columns of B. b: null if they are in the panel already.
/// far: null, or where the rows lie, lda apart, from where they are copied to copied_tiles, to which `a` then points.
template <bool kIsStepped, int kVectors>
void multiplyPanel(const float* a, Strides strides, int rows, const float* far, int lda, const float* b, int ldb,
                   float* panel, int columns, int depth, Target c) {
  bool packs = kVectors == 2 && b != nullptr;
  for (int i = 0; i < rows; i += kRows) {
    const int count = std::min(kRows, rows - i);
    if (kIsStepped && far && i % kLine == 0)
      copyTiles(far + i, lda, std::min(kLine, rows - i), depth, copied_tiles + i * depth);
    if (packs)
      multiplyTile<kIsStepped, true, kVectors>(a, strides, count, b, ldb, panel, columns, depth, c);
    else
      multiplyTile<kIsStepped, false, kVectors>(a, strides, count, b, ldb, panel, columns, depth, c);
    packs = false;
    a += strides.tile;
    c.begin += kRows * c.ld;
  }
}

/// One row of A, its numbers `step` apart, by 4 kVectors columns of B.
template <int kVectors>
void multiplyRowColumns(const float* a, int step, const float* b, int ldb, int depth, float* c, bool adds,
                        float factor) {
  Float4 sums[kVectors];
  for (Float4& sum : sums) sum = splat(0);
  for (int k = 0; k < depth; ++k, a += step, b += ldb) {
    const Float4 x = splat(*a);
    for (int v = 0; v < kVectors; ++v) sums[v] += x * load4(b + 4 * v);
  }
  for (int v = 0; v < kVectors; ++v) {
    const Float4 product = sums[v] * splat(factor);
    store4(c + 4 * v, adds ? load4(c + 4 * v) + product : product);
  }
}

/// c [N] = a [K] b [K, N].
void multiplyRow(const float* a, int step, const float* b, int ldb, int n, int depth, float* c, bool adds,
                 float factor) {
  int j = 0;
  for (; j + 24 <= n; j += 24) multiplyRowColumns<6>(a, step, b + j, ldb, depth, c + j, adds, factor);
  for (; j + 16 <= n; j += 16) multiplyRowColumns<4>(a, step, b + j, ldb, depth, c + j, adds, factor);
  for (; j + 4 <= n; j += 4) multiplyRowColumns<1>(a, step, b + j, ldb, depth, c + j, adds, factor);
  for (; j < n; ++j) {
    float sum = 0;
    for (int k = 0; k < depth; ++k) sum += a[k * step] * b[k * ldb + j];
    c[j] = adds ? c[j] + sum * factor : sum * factor;
  }
}

/// c [N], its numbers `step` apart, = a [K] times the transpose of b [N, K].
void multiplyRowTransposed(const float* a, const float* b, int ldb, int n, int depth, float* c, int step, bool adds,
                           float factor) {
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
    sums *= splat(factor);
    for (int i = 0; i < 4; ++i, c += step) *c = adds ? *c + sums[i] : sums[i];
  }
  for (; j < n; ++j, c += step) {
    float sum = 0;
    for (int k = 0; k < depth; ++k) sum += a[k] * b[j * ldb + k];
    *c = adds ? *c + sum * factor : sum * factor;
  }
}

/// A block of `rows` and `depth` of A by all of B that it meets.
void multiplyBlock(Layout layout, const float* a, int lda, int rows, const float* b, int ldb, int n, int depth,
                   Target c) {
  alignas(16) float panel[kDepth * kColumns];
  const float* far = layout == Layout::tn && lda >= kFar ? a : nullptr;
  if (far) a = copied_tiles;
  const Strides strides = far                    ? Strides{1, kRows, kRows * depth}
                          : layout == Layout::tn ? Strides{1, lda, kRows}
                                                 : Strides{lda, 1, kRows * lda};
  for (int j = 0; j < n; j += kColumns, far = nullptr) {
    const int columns = std::min(kColumns, n - j);
    const float* source = nullptr;
    if (layout == Layout::nt)
      packTransposedPanel(b + j * ldb, ldb, depth, columns, panel);
    else if (columns < kColumns)
      packPanel(b + j, ldb, depth, columns, panel);
    else
      source = b + j;
    const bool is_wide = columns > 4;
    const auto multiply = layout == Layout::tn ? is_wide ? multiplyPanel<true, 2> : multiplyPanel<true, 1>
                          : is_wide ? multiplyPanel<false, 2>
                                               : multiplyPanel<false, 1>;
    multiply(a, strides, rows, far, lda, source, ldb, panel, columns, depth, {c.begin + j, c.ld, c.adds, c.factor});
  }
}

}  // namespace

void gemmOfParts(Layout layout, int m, int n, int k, const float* a, int lda, const float* b, int ldb, float* c,
                 int ldc, bool accumulate, float factor) {
  if (m == 0 || n == 0) return;  // the pointers may be null, and nothing may be added to those
  if (k == 0 && !accumulate) {
    for (int i = 0; i < m; ++i) std::fill_n(c + i * ldc, n, 0.0F);
  }
  const int row = layout == Layout::tn ? 1 : lda, step = layout == Layout::tn ? lda : 1;
  // One or two rows left over by the fours are faster one by one. So is one column left over by the eights, where its
  // numbers lie side by side.
  const int tiled = m % kRows < 3 ? m - m % kRows : m;
  const int paneled = layout == Layout::nt && n % kColumns == 1 ? n - 1 : n;
  for (int k0 = 0; k0 < k; k0 += kDepth) {
    const int depth = std::min(kDepth, k - k0);
    const bool adds = accumulate || k0 > 0;
    const float* const left = a + k0 * step;
    const float* const right = b + k0 * (layout == Layout::nt ? 1 : ldb);
    for (int i = 0; i < tiled; i += kBlock) {
      multiplyBlock(layout, left + i * row, lda, std::min(kBlock, tiled - i), right, ldb, paneled, depth,
                    {c + i * ldc, ldc, adds, factor});
    }
    for (int i = tiled; i < m; ++i) {
      if (layout == Layout::nt)
        multiplyRowTransposed(left + i * row, right, ldb, paneled, depth, c + i * ldc, 1, adds, factor);
      else
        multiplyRow(left + i * row, step, right, ldb, n, depth, c + i * ldc, adds, factor);
    }
    if (paneled < n) multiplyRowTransposed(right + paneled * ldb, left, lda, m, depth, c + paneled, ldc, adds, factor);
  }
}

}  // namespace attention
