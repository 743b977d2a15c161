// Functions of many floats. Four at a time in a fixed order, the same natively and as wasm: same input, same bits.
// n >= 0; pointers need no alignment; y and dx may be x (or dy) itself, but not otherwise overlap it.
#pragma once

namespace attention {

/// y[i] = exp(x[i] - shift); returns their sum. Within 2 units in the last place of exp of the rounded difference;
/// 0 below -87.3, infinite above 88.3. A difference of -infinity gives 0, NaN gives NaN.
float sumExp(const float* x, float shift, float* y, int n);

/// The largest; -infinity if n is 0. No NaN among them.
float maximum(const float* x, int n);

/// sum_i a[i] b[i]
float dot(const float* a, const float* b, int n);

/// What an MLP does to each of its numbers. gelu: x times the share of a standard normal variable's values below x;
/// gelu_tanh, GPT-2's "gelu_new": x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2; relu: max(0, x); silu: x / (1 +
/// exp(-x)). D. Hendrycks and K. Gimpel, "Gaussian Error Linear Units", arXiv:1606.08415.
enum class ActivationFunction { gelu_tanh, gelu, relu, silu };

/// y = f(x). Absolute error at most 3e-7 of max(1, |x|).
void activate(ActivationFunction function, const float* x, float* y, int n);

/// dx = dy f'(x). Absolute error at most 5e-7 |dy|.
void activateBackward(ActivationFunction function, const float* x, const float* dy, float* dx, int n);

}  // namespace attention
