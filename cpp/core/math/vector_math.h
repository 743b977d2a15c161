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

/// GPT-2's gelu ("gelu_new"): y = x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2. D. Hendrycks and K. Gimpel,
/// "Gaussian Error Linear Units", arXiv:1606.08415. Absolute error at most 2e-7 of max(1, |x|).
void gelu(const float* x, float* y, int n);

/// dx = dy gelu'(x). Absolute error at most 5e-7 |dy|.
void geluBackward(const float* x, const float* dy, float* dx, int n);

}  // namespace attention
