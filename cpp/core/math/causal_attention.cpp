#include "math/causal_attention.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "math/gemm.h"
#include "math/vector_math.h"

namespace attention {

namespace {

// Products leave out what the mask hides, in whole blocks of so many rows.
constexpr int kBlock = 32;

constexpr float kHidden = -std::numeric_limits<float>::infinity();

/// visit(head, begin, size): rows [begin, begin + size) of each head, block by block.
template <class Visit>
void forEachBlock(const AttentionSizes& sizes, Visit visit) {
  for (int head = 0; head < sizes.heads; ++head) {
    for (int begin = 0; begin < sizes.length; begin += kBlock) {
      visit(head, begin, std::min(kBlock, sizes.length - begin));
    }
  }
}

/// visit(begin, query): where each query's row of numbers for all keys begins.
template <class Visit>
void forEachRow(const AttentionSizes& sizes, Visit visit) {
  for (int row = 0; row < sizes.heads * sizes.length; ++row) {
    visit(std::ptrdiff_t{row} * sizes.length, row % sizes.length);
  }
}

std::ptrdiff_t square(const AttentionSizes& sizes, int head, int query, int key = 0) {
  return (std::ptrdiff_t{head} * sizes.length + query) * sizes.length + key;
}

std::ptrdiff_t vector(const AttentionSizes& sizes, int head, int position) {
  return std::ptrdiff_t{position} * sizes.stride + head * sizes.head_size;
}

std::ptrdiff_t output(const AttentionSizes& sizes, int head, int position) {
  return (std::ptrdiff_t{position} * sizes.heads + head) * sizes.head_size;
}

float scaleOf(const AttentionSizes& sizes) { return 1 / std::sqrt(static_cast<float>(sizes.head_size)); }

void multiply(float* numbers, int size, float factor) {
  for (int i = 0; i < size; ++i) numbers[i] *= factor;
}

void scaleRows(const AttentionSizes& sizes, float* vectors) {
  const float scale = scaleOf(sizes);
  for (int row = 0; row < sizes.length; ++row, vectors += sizes.stride) {
    multiply(vectors, sizes.heads * sizes.head_size, scale);
  }
}

}  // namespace

void causalScoresForward(const AttentionSizes& sizes, const float* q, const float* k, float* scores) {
  forEachBlock(sizes, [&](int head, int begin, int size) {
    gemm(Layout::nt, size, begin + size, sizes.head_size, q + vector(sizes, head, begin), sizes.stride,
         k + vector(sizes, head, 0), sizes.stride, scores + square(sizes, head, begin), sizes.length, false);
  });
  const float scale = scaleOf(sizes);
  forEachRow(sizes, [&](std::ptrdiff_t begin, int query) {
    multiply(scores + begin, query + 1, scale);
    std::fill(scores + begin + query + 1, scores + begin + sizes.length, kHidden);
  });
}

void causalScoresBackward(const AttentionSizes& sizes, const float* q, const float* k, const float* dscores, float* dq,
                          float* dk) {
  const int stride = sizes.stride;
  forEachBlock(sizes, [&](int head, int begin, int size) {
    gemm(Layout::nn, size, sizes.head_size, begin + size, dscores + square(sizes, head, begin), sizes.length,
         k + vector(sizes, head, 0), stride, dq + vector(sizes, head, begin), stride, false);
    gemm(Layout::tn, size, sizes.head_size, sizes.length - begin, dscores + square(sizes, head, begin, begin),
         sizes.length, q + vector(sizes, head, begin), stride, dk + vector(sizes, head, begin), stride, false);
  });
  scaleRows(sizes, dq);
  scaleRows(sizes, dk);
}

void causalSoftmaxForward(const AttentionSizes& sizes, const float* scores, float* pattern) {
  forEachRow(sizes, [&](std::ptrdiff_t begin, int query) {
    // Up to a whole number of SIMD vectors: the exponential of what is hidden is 0.
    const int keys = std::min((query + 4) / 4 * 4, sizes.length);
    float* const row = pattern + begin;
    const float factor = 1 / sumExp(scores + begin, maximum(scores + begin, keys), row, keys);
    multiply(row, keys, factor);
    std::fill(row + keys, row + sizes.length, 0.0f);
  });
}

void causalSoftmaxBackward(const AttentionSizes& sizes, const float* pattern, const float* dpattern, float* dscores) {
  forEachRow(sizes, [&](std::ptrdiff_t begin, int query) {
    const int keys = query + 1;
    const float* const __restrict weights = pattern + begin;
    const float* const __restrict dweights = dpattern + begin;
    float* const __restrict row = dscores + begin;
    const float mean = dot(weights, dweights, keys);
    for (int key = 0; key < keys; ++key) row[key] = weights[key] * (dweights[key] - mean);
    std::fill(row + keys, row + sizes.length, 0.0f);
  });
}

void weightedValuesForward(const AttentionSizes& sizes, const float* pattern, const float* v, float* z) {
  forEachBlock(sizes, [&](int head, int begin, int size) {
    gemm(Layout::nn, size, sizes.head_size, begin + size, pattern + square(sizes, head, begin), sizes.length,
         v + vector(sizes, head, 0), sizes.stride, z + output(sizes, head, begin), sizes.heads * sizes.head_size,
         false);
  });
}

void weightedValuesBackward(const AttentionSizes& sizes, const float* pattern, const float* v, const float* dz,
                            bool whole, float* dpattern, float* dv) {
  const int width = sizes.heads * sizes.head_size;
  forEachBlock(sizes, [&](int head, int begin, int size) {
    gemm(Layout::nt, size, whole ? sizes.length : begin + size, sizes.head_size, dz + output(sizes, head, begin), width,
         v + vector(sizes, head, 0), sizes.stride, dpattern + square(sizes, head, begin), sizes.length, false);
    gemm(Layout::tn, size, sizes.head_size, sizes.length - begin, pattern + square(sizes, head, begin, begin),
         sizes.length, dz + output(sizes, head, begin), width, dv + vector(sizes, head, begin), sizes.stride, false);
  });
}

}  // namespace attention
