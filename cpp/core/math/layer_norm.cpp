#include "math/layer_norm.h"

#include <cmath>

namespace attention {

namespace {

/// Σ term(i) over 0 ≤ i < n in eight sums side by side, which the compiler may keep in vector registers.
template <class Term>
float sumOf(int n, Term term) {
  constexpr int kLanes = 8;
  float sums[kLanes] = {};
  int i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) sums[lane] += term(i + lane);
  }
  for (int lane = 0; i < n; ++i, ++lane) sums[lane] += term(i);
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

float meanOf(const float* x, int width) {
  return sumOf(width, [=](int i) { return x[i]; }) / static_cast<float>(width);
}

}  // namespace

void normScaleForward(ConstView x, float epsilon, View scale) {
  for (int row = 0; row < x.rows; ++row) {
    const float* const numbers = x.row(row);
    const float mean = meanOf(numbers, x.columns);
    const float squares = sumOf(x.columns, [=](int i) { return (numbers[i] - mean) * (numbers[i] - mean); });
    *scale.row(row) = std::sqrt(squares / static_cast<float>(x.columns) + epsilon);
  }
}

// ∂scale/∂x = normalized / C: the mean's own share is 0.
void normScaleBackward(ConstView normalized, ConstView dscale, View dx) {
  for (int row = 0; row < normalized.rows; ++row) {
    const float* const __restrict n = normalized.row(row);
    float* const __restrict result = dx.row(row);
    const float factor = *dscale.row(row) / static_cast<float>(normalized.columns);
    for (int i = 0; i < normalized.columns; ++i) result[i] += factor * n[i];
  }
}

void normalizeForward(ConstView x, ConstView scale, View normalized) {
  for (int row = 0; row < x.rows; ++row) {
    const float* const __restrict numbers = x.row(row);
    float* const __restrict result = normalized.row(row);
    const float mean = meanOf(numbers, x.columns);
    const float factor = 1 / *scale.row(row);
    for (int i = 0; i < x.columns; ++i) result[i] = (numbers[i] - mean) * factor;
  }
}

void normalizeBackward(ConstView normalized, ConstView scale, ConstView dnormalized, View dscale, View dx) {
  for (int row = 0; row < normalized.rows; ++row) {
    const float* const __restrict n = normalized.row(row);
    const float* const __restrict g = dnormalized.row(row);
    float* const __restrict result = dx.row(row);
    const float factor = 1 / *scale.row(row);
    const float mean = meanOf(g, normalized.columns);
    *dscale.row(row) = -sumOf(normalized.columns, [=](int i) { return g[i] * n[i]; }) * factor;
    for (int i = 0; i < normalized.columns; ++i) result[i] += (g[i] - mean) * factor;
  }
}

void affineForward(ConstView normalized, const float* __restrict weight, const float* __restrict bias, View y) {
  for (int row = 0; row < y.rows; ++row) {
    const float* const __restrict n = normalized.row(row);
    float* const __restrict result = y.row(row);
    if (bias == nullptr) {
      for (int i = 0; i < y.columns; ++i) result[i] = n[i] * weight[i];
    } else {
      for (int i = 0; i < y.columns; ++i) result[i] = n[i] * weight[i] + bias[i];
    }
  }
}

void affineBackward(ConstView normalized, const float* __restrict weight, ConstView dy, View dnormalized,
                    float* __restrict dweight, float* __restrict dbias) {
  const int width = dy.columns;
  for (int row = 0; row < dy.rows; ++row) {
    const float* const __restrict n = normalized.row(row);
    const float* const __restrict gradient = dy.row(row);
    float* const __restrict result = dnormalized.row(row);
    for (int i = 0; i < width; ++i) result[i] = gradient[i] * weight[i];
    for (int i = 0; dweight != nullptr && i < width; ++i) dweight[i] += gradient[i] * n[i];
    for (int i = 0; dbias != nullptr && i < width; ++i) dbias[i] += gradient[i];
  }
}

}  // namespace attention
