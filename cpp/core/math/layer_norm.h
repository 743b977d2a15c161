// Layer normalisation of each row, in steps that can be looked at and changed one by one:
//   scale = √(variance + ε)    normalized = (x - mean) / scale    y = normalized · weight + bias
// The variance is the mean of squares, not divided by C - 1. Shapes: x, normalized, y [T, C]; scale [T, 1]; weight,
// bias [C]. Source: J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer Normalization", 2016.
#pragma once

#include "math/view.h"

namespace attention {

/// All three at once, row by row.
void layerNormForward(ConstView x, float epsilon, const float* weight, const float* bias, View scale, View normalized,
                      View y);

/// centred = x - mean, and the scale of that.
void normScaleForward(ConstView x, float epsilon, View centred, View scale);
/// dx is added to.
void normScaleBackward(ConstView normalized, ConstView dscale, View dx);

/// normalized, which comes in centred.
void normalizeForward(ConstView scale, View normalized);
/// dscale is overwritten; dx is added to: what comes by the residual stream is there already.
void normalizeBackward(ConstView normalized, ConstView scale, ConstView dnormalized, View dscale, View dx);

/// y of normalized; without a bias if it is null.
void affineForward(ConstView normalized, const float* weight, const float* bias, View y);
/// dnormalized is overwritten; dweight and dbias [C] are added to, each unless it is null.
void affineBackward(ConstView normalized, const float* weight, ConstView dy, View dnormalized, float* dweight,
                    float* dbias);

}  // namespace attention
