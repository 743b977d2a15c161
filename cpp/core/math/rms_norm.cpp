#include "math/rms_norm.h"

#include <algorithm>
#include <cmath>

#include "math/layer_norm.h"
#include "math/sums.h"

namespace attention {

void rmsNormForward(ConstView x, float epsilon, const float* weight, const float* bias, View scale, View normalized,
                    View y) {
  rmsScaleForward(x, epsilon, normalized, scale);
  normalizeForward(scale, normalized);
  affineForward(normalized, weight, bias, y);
}

void rmsScaleForward(ConstView x, float epsilon, View copied, View scale) {
  for (int row = 0; row < x.rows; ++row) {
    const float* const numbers = x.row(row);
    const float squares = sumOf(x.columns, [=](int i) { return numbers[i] * numbers[i]; });
    *scale.row(row) = std::sqrt(squares / static_cast<float>(x.columns) + epsilon);
    std::copy_n(numbers, x.columns, copied.row(row));
  }
}

void rmsNormalizeBackward(ConstView normalized, ConstView scale, ConstView dnormalized, View dscale, View dx) {
  for (int row = 0; row < normalized.rows; ++row) {
    const float* const __restrict n = normalized.row(row);
    const float* const __restrict gradient = dnormalized.row(row);
    float* const __restrict result = dx.row(row);
    const float factor = 1 / *scale.row(row);
    *dscale.row(row) = -sumOf(normalized.columns, [=](int i) { return gradient[i] * n[i]; }) * factor;
    for (int i = 0; i < normalized.columns; ++i) result[i] += gradient[i] * factor;
  }
}

}  // namespace attention
