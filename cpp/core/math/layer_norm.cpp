#include "math/layer_norm.h"

#include <cmath>

#include "math/sums.h"

namespace attention {

namespace {

float meanOf(const float* x, int width) {
  return sumOf(width, [=](int i) { return x[i]; }) / static_cast<float>(width);
}

/// centred = x - mean; returns the scale.
float centreRow(const float* __restrict x, float epsilon, float* __restrict centred, int width) {
  const float mean = meanOf(x, width);
  for (int i = 0; i < width; ++i) centred[i] = x[i] - mean;
  const float squares = sumOf(width, [=](int i) { return centred[i] * centred[i]; });
  return std::sqrt(squares / static_cast<float>(width) + epsilon);
}

void normalizeRow(float scale, float* normalized, int width) {
  const float factor = 1 / scale;
  for (int i = 0; i < width; ++i) normalized[i] *= factor;
}

void affineRow(const float* __restrict normalized, const float* __restrict weight, const float* __restrict bias,
               float* __restrict y, int width) {
  if (bias == nullptr) {
    for (int i = 0; i < width; ++i) y[i] = normalized[i] * weight[i];
  } else {
    for (int i = 0; i < width; ++i) y[i] = normalized[i] * weight[i] + bias[i];
  }
}

}  // namespace

void layerNormForward(ConstView x, float epsilon, const float* weight, const float* bias, View scale, View normalized,
                      View y) {
  for (int row = 0; row < x.rows; ++row) {
    float* const numbers = normalized.row(row);
    *scale.row(row) = centreRow(x.row(row), epsilon, numbers, x.columns);
    normalizeRow(*scale.row(row), numbers, x.columns);
    affineRow(numbers, weight, bias, y.row(row), x.columns);
  }
}

void normScaleForward(ConstView x, float epsilon, View centred, View scale) {
  for (int row = 0; row < x.rows; ++row) {
    *scale.row(row) = centreRow(x.row(row), epsilon, centred.row(row), x.columns);
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

void normalizeForward(ConstView scale, View normalized) {
  for (int row = 0; row < normalized.rows; ++row) {
    normalizeRow(*scale.row(row), normalized.row(row), normalized.columns);
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

void affineForward(ConstView normalized, const float* weight, const float* bias, View y) {
  for (int row = 0; row < y.rows; ++row) affineRow(normalized.row(row), weight, bias, y.row(row), y.columns);
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
