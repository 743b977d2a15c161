// Each row divided by the root of its mean square: a layer norm (layer_norm.h) that leaves the mean in.
//   scale = √(mean of x² + ε)    normalized = x / scale    y = normalized · weight
// Shapes as there; the steps that are the same are taken from there: normalizeForward, affineForward, their ways back,
// and normScaleBackward, as ∂scale/∂x = normalized / C here too. Source: B. Zhang and R. Sennrich, "Root Mean Square
// Layer Normalization", arXiv:1910.07467.
#pragma once

#include "math/view.h"

namespace attention {

/// All three at once, row by row. bias: null, or added to y.
void rmsNormForward(ConstView x, float epsilon, const float* weight, const float* bias, View scale, View normalized,
                    View y);

/// The scale, and x as it is, for normalizeForward.
void rmsScaleForward(ConstView x, float epsilon, View copied, View scale);

/// The way back through normalized. dscale is overwritten; dx is added to.
void rmsNormalizeBackward(ConstView normalized, ConstView scale, ConstView dnormalized, View dscale, View dx);

}  // namespace attention
