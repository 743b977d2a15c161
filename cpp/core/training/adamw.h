// AdamW with decoupled weight decay, and the norm that gradients are clipped by. Loops over plain floats that the
// compiler turns into SIMD; the order of operations is PyTorch's, so that ten steps agree to rounding.
// Sources: D. P. Kingma, J. Ba 2015, arXiv:1412.6980, algorithm 1; I. Loshchilov, F. Hutter 2019, arXiv:1711.05101,
// algorithm 2; torch.optim.AdamW.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "transformer/parameters.h"

namespace attention {

/// What is the same for every parameter of one step.
struct AdamWStep {
  double learning_rate = 0;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;
  std::int64_t number = 1;     // of the step, from 1: the moments' bias is corrected by it
  double gradient_factor = 1;  // gradients are multiplied by it first: clipping
};

/// w -= rate * weight_decay * w; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
/// w -= rate * m^ / (sqrt(v^) + epsilon), with m^ = m / (1 - beta1^number), v^ = v / (1 - beta2^number).
/// All [N].
void adamwUpdate(const AdamWStep& step, std::span<float> weights, std::span<const float> gradients,
                 std::span<float> first_moments, std::span<float> second_moments);

/// The same for every tensor of a model, those that do not decay (parameters.h) without weight decay.
/// Each [parameterCount], as the table has them.
void adamwUpdateAll(const AdamWStep& step, const std::vector<ParameterInfo>& table, std::span<float> weights,
                    std::span<const float> gradients, std::span<float> first_moments, std::span<float> second_moments);

/// Euclidean norm of x [N], summed in double.
double norm(std::span<const float> x);

/// min(1, clip / (norm + 1e-6)): what torch.nn.utils.clip_grad_norm_ multiplies gradients by.
double clippingFactor(double norm, double clip);

}  // namespace attention
