// Layer normalisation of each row, in steps that can be looked at and changed one by one:
//   scale = √(variance + ε)    normalized = (x - mean) / scale    y = normalized · weight + bias
// The variance is the mean of squares, not divided by C - 1. Shapes: x, normalized, y [T, C]; scale [T, 1]; weight,
// bias [C]. Source: J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer Normalization", 2016.
#pragma once

#include "math/view.h"

namespace attention {

/// scale of x.
void normScaleForward(ConstView x, float epsilon, View scale);
/// dx is added to.
void normScaleBackward(ConstView normalized, ConstView dscale, View dx);

/// normalized of x and scale.
void normalizeForward(ConstView x, ConstView scale, View normalized);
/// dscale is overwritten; dx is added to: what comes by the residual stream is there already.
void normalizeBackward(ConstView normalized, ConstView scale, ConstView dnormalized, View dscale, View dx);

/// y of normalized; without a bias if it is null.
void affineForward(ConstView normalized, const float* weight, const float* bias, View y);
/// dnormalized is overwritten; dweight and dbias [C] are added to, each unless it is null.
void affineBackward(ConstView normalized, const float* weight, ConstView dy, View dnormalized, float* dweight,
                    float* dbias);

}  // namespace attention
