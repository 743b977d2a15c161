// Layer normalisation of each row: (x - mean) / √(variance + ε) · weight + bias.
// Source: J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer Normalization", 2016.
#pragma once

namespace attention {

struct LayerNormSizes {
  int rows;   // T
  int width;  // C, at least 1
};

/// y [T, C] from x [T, C], weight [C], bias [C]. moments [T, 2]: each row's mean and 1 / √(variance + epsilon), which
/// layerNormBackward takes again. The variance is the mean of squares, not divided by C - 1.
void layerNormForward(const LayerNormSizes& sizes, float epsilon, const float* x, const float* weight,
                      const float* bias, float* y, float* moments);

/// dx [T, C] is added to: what comes by the residual stream is there already. dweight, dbias [C] are added to unless
/// dweight is null.
void layerNormBackward(const LayerNormSizes& sizes, const float* x, const float* weight, const float* moments,
                       const float* dy, float* dx, float* dweight, float* dbias);

}  // namespace attention
