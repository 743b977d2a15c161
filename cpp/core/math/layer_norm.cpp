#include "math/layer_norm.h"

#include <cmath>
#include <cstddef>

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

void normaliseRow(int width, float epsilon, const float* __restrict x, const float* __restrict weight,
                  const float* __restrict bias, float* __restrict y, float* moments) {
  const auto count = static_cast<float>(width);
  const float mean = sumOf(width, [=](int i) { return x[i]; }) / count;
  const float variance = sumOf(width, [=](int i) { return (x[i] - mean) * (x[i] - mean); }) / count;
  const float scale = 1 / std::sqrt(variance + epsilon);
  for (int i = 0; i < width; ++i) y[i] = (x[i] - mean) * scale * weight[i] + bias[i];
  moments[0] = mean;
  moments[1] = scale;
}

// With n = (x - mean) · scale and g = dy · weight: dx = scale · (g - mean(g) - n · mean(g · n)).
void passRowBack(int width, const float* __restrict x, const float* __restrict weight, float mean, float scale,
                 const float* __restrict dy, float* __restrict dx) {
  const auto count = static_cast<float>(width);
  const float mean_g = sumOf(width, [=](int i) { return dy[i] * weight[i]; }) / count;
  const float mean_gn = sumOf(width, [=](int i) { return dy[i] * weight[i] * (x[i] - mean); }) * scale / count;
  for (int i = 0; i < width; ++i) {
    dx[i] += scale * (dy[i] * weight[i] - mean_g - (x[i] - mean) * scale * mean_gn);
  }
}

void addParameterGradients(int width, const float* __restrict x, float mean, float scale, const float* __restrict dy,
                           float* __restrict dweight, float* __restrict dbias) {
  for (int i = 0; i < width; ++i) {
    dweight[i] += dy[i] * (x[i] - mean) * scale;
    dbias[i] += dy[i];
  }
}

}  // namespace

void layerNormForward(const LayerNormSizes& sizes, float epsilon, const float* x, const float* weight,
                      const float* bias, float* y, float* moments) {
  for (int row = 0; row < sizes.rows; ++row) {
    const std::ptrdiff_t begin = std::ptrdiff_t{row} * sizes.width;
    normaliseRow(sizes.width, epsilon, x + begin, weight, bias, y + begin, moments + 2 * row);
  }
}

void layerNormBackward(const LayerNormSizes& sizes, const float* x, const float* weight, const float* moments,
                       const float* dy, float* dx, float* dweight, float* dbias) {
  for (int row = 0; row < sizes.rows; ++row) {
    const std::ptrdiff_t begin = std::ptrdiff_t{row} * sizes.width;
    const float mean = moments[2 * row];
    const float scale = moments[2 * row + 1];
    passRowBack(sizes.width, x + begin, weight, mean, scale, dy + begin, dx + begin);
    if (dweight != nullptr) addParameterGradients(sizes.width, x + begin, mean, scale, dy + begin, dweight, dbias);
  }
}

}  // namespace attention
