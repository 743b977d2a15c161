#include "math/causal_attention.h"

#include <algorithm>
#include <limits>

#include "base/built_for.h"
#include "math/gemm.h"
#include "math/vector_math.h"

namespace attention {

namespace {

// Products leave out what the mask hides, in whole blocks of so many rows.
constexpr int kBlock = 32;

constexpr float kHidden = -std::numeric_limits<float>::infinity();

/// Which of the heads of keys and values one of the queries' uses, and whether it is the first to.
struct Shared {
  Shared(int heads, int head_size, int width, int query_head)
      : head(kEveryModel ? query_head / (heads * head_size / width) : query_head),
        is_first(!kEveryModel || query_head % (heads * head_size / width) == 0) {}

  int head;
  bool is_first;
};

/// One head's columns of [T, H·D].
template <class Float>
BasicView<Float> columnsOf(BasicView<Float> all, int head_size, int head) {
  return all.columnsFrom(head * head_size, head_size);
}

/// One head's rows of [H·N, S].
template <class Float>
BasicView<Float> squareOf(BasicView<Float> all, int queries, int head) {
  return all.rowsFrom(head * queries, queries);
}

/// The first positions of one head's keys or values.
ConstView positionsOf(Positioned all, int head_size, int head, int count) {
  if (!all.in_columns) return columnsOf(all.numbers, head_size, head).rowsFrom(0, count);
  return all.numbers.part(head * head_size, 0, head_size, count);
}

/// visit(head, begin, size): queries [begin, begin + size) of each head, block by block.
template <class Visit>
void forEachBlock(int heads, int queries, Visit visit) {
  for (int head = 0; head < heads; ++head) {
    for (int begin = 0; begin < queries; begin += kBlock) visit(head, begin, std::min(kBlock, queries - begin));
  }
}

/// visit(row, seen): each row of [H·N, S], and how many keys its query sees.
template <class Visit>
void forEachRow(int heads, ConstView square, Visit visit) {
  const int queries = square.rows / heads;
  const int past = square.columns - queries;
  for (int head = 0; head < heads; ++head) {
    for (int query = 0; query < queries; ++query) visit(head * queries + query, past + query + 1);
  }
}

void multiply(float* numbers, int size, float factor) {
  for (int i = 0; i < size; ++i) numbers[i] *= factor;
}

}  // namespace

void causalScoresForward(int heads, ConstView q, Positioned k, float scale, View scores, [[maybe_unused]] int window) {
  const int past = scores.columns - q.rows, head_size = q.columns / heads;
  const Layout layout = k.in_columns ? Layout::nn : Layout::nt;
  const int width = k.in_columns ? k.numbers.rows : k.numbers.columns;
  forEachBlock(heads, q.rows, [&](int head, int begin, int size) {
    const int seen = past + begin + size;
    gemm(layout, columnsOf(q, head_size, head).rowsFrom(begin, size),
         positionsOf(k, head_size, Shared(heads, head_size, width, head).head, seen),
         squareOf(scores, q.rows, head).part(begin, 0, size, seen), false, scale);
  });
  forEachRow(heads, scores,
             [&](int row, int seen) { std::fill(scores.row(row) + seen, scores.row(row) + scores.columns, kHidden); });
  if (!kEveryModel || window == 0) return;
  forEachRow(heads, scores, [&](int row, int seen) {
    std::fill(scores.row(row), scores.row(row) + std::max(0, seen - window), kHidden);
  });
}

void causalScoresBackward(int heads, ConstView q, ConstView k, float scale, ConstView dscores, View dq, View dk) {
  const int length = q.rows, head_size = q.columns / heads;
  forEachBlock(heads, length, [&](int head, int begin, int size) {
    const ConstView square = squareOf(dscores, length, head);
    const Shared key(heads, head_size, k.columns, head);
    gemm(Layout::nn, square.part(begin, 0, size, begin + size),
         columnsOf(k, head_size, key.head).rowsFrom(0, begin + size),
         columnsOf(dq, head_size, head).rowsFrom(begin, size), false, scale);
    gemm(Layout::tn, square.part(begin, begin, length - begin, size),
         columnsOf(q, head_size, head).rowsFrom(begin, length - begin),
         columnsOf(dk, head_size, key.head).rowsFrom(begin, size), !key.is_first, scale);
  });
}

void causalSoftmaxForward(int heads, ConstView scores, View pattern) {
  forEachRow(heads, scores, [&](int row, int seen) {
    // Up to a whole number of SIMD vectors: the exponential of what is hidden is 0.
    const int keys = std::min((seen + 3) / 4 * 4, scores.columns);
    float* const weights = pattern.row(row);
    const float factor = 1 / sumExp(scores.row(row), maximum(scores.row(row), keys), weights, keys);
    multiply(weights, keys, factor);
    std::fill(weights + keys, weights + pattern.columns, 0.0f);
  });
}

void causalSoftmaxBackward(int heads, ConstView pattern, ConstView dpattern, View dscores) {
  forEachRow(heads, pattern, [&](int row, int seen) {
    const float* const __restrict weights = pattern.row(row);
    const float* const __restrict dweights = dpattern.row(row);
    float* const __restrict result = dscores.row(row);
    const float mean = dot(weights, dweights, seen);
    for (int key = 0; key < seen; ++key) result[key] = weights[key] * (dweights[key] - mean);
    std::fill(result + seen, result + dscores.columns, 0.0f);
  });
}

void weightedValuesForward(int heads, ConstView pattern, Positioned v, View z) {
  const int past = pattern.columns - z.rows, head_size = z.columns / heads;
  const Layout layout = v.in_columns ? Layout::nt : Layout::nn;
  const int width = v.in_columns ? v.numbers.rows : v.numbers.columns;
  forEachBlock(heads, z.rows, [&](int head, int begin, int size) {
    const int seen = past + begin + size;
    gemm(layout, squareOf(pattern, z.rows, head).part(begin, 0, size, seen),
         positionsOf(v, head_size, Shared(heads, head_size, width, head).head, seen),
         columnsOf(z, head_size, head).rowsFrom(begin, size), false);
  });
}

void weightedValuesBackward(int heads, ConstView pattern, ConstView v, ConstView dz, bool whole, View dpattern,
                            View dv) {
  const int length = dz.rows, head_size = dz.columns / heads;
  forEachBlock(heads, length, [&](int head, int begin, int size) {
    const int keys = whole ? length : begin + size;
    const ConstView dz_head = columnsOf(dz, head_size, head);
    const Shared value(heads, head_size, v.columns, head);
    gemm(Layout::nt, dz_head.rowsFrom(begin, size), columnsOf(v, head_size, value.head).rowsFrom(0, keys),
         squareOf(dpattern, length, head).part(begin, 0, size, keys), false);
    gemm(Layout::tn, squareOf(pattern, length, head).part(begin, begin, length - begin, size),
         dz_head.rowsFrom(begin, length - begin), columnsOf(dv, head_size, value.head).rowsFrom(begin, size),
         !value.is_first);
  });
}

}  // namespace attention
