// softmax, with every step of it open.
#pragma once

#include "math/matrix.h"

namespace attention {

/// exp of each number, [N]. Not Eigen's own, which is another function where Eigen vectorises it: nothing is smaller
/// than exp(-708) then.
Vector exponentials(const VectorView& x);

/// The steps of softmax(x / temperature), in order. Empty vectors stand for steps that were not reached.
struct SoftmaxSteps {
  Vector scaled;         // [N] x / temperature
  double maximum = 0;    // what is subtracted: max(scaled), or 0 if nothing is
  Vector shifted;        // [N] scaled - maximum
  Vector exponentials;   // [N] exp(shifted); empty if one of them or their sum exceeds the largest double
  double sum = 0;        // sum of exponentials; 0 if all of them are below the smallest double
  Vector probabilities;  // [N] exponentials / sum, each in [0, 1], sum 1; empty if they cannot be formed
};

/// softmax(x)_i = exp(x_i) / sum_j exp(x_j), by way of x - max(x), which changes nothing but the range of exp's
/// argument and so cannot overflow. The post's softmax subtracts the maximum in place and so overwrites its caller's
/// array; this one leaves its argument alone. x: [N], N >= 1, finite; temperature: finite, above 0. subtract_maximum
/// false shows what happens without it: large inputs overflow, very negative ones underflow, and the steps end there.
/// No step ever holds a non-finite number. Throws InputError if x is empty or not finite, the temperature is out of
/// range, or a step before the exponentials is not finite.
SoftmaxSteps softmaxSteps(const VectorView& x, double temperature = 1, bool subtract_maximum = true);

/// The last step of softmaxSteps(x): [N].
Vector softmax(const VectorView& x);

}  // namespace attention
