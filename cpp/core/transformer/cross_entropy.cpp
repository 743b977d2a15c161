#include "transformer/cross_entropy.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/input_error.h"
#include "math/vector_math.h"

namespace attention {

std::vector<int> nextTokens(std::span<const int> tokens) {
  std::vector<int> targets(tokens.begin() + (tokens.empty() ? 0 : 1), tokens.end());
  if (!tokens.empty()) targets.push_back(-1);
  return targets;
}

void requireValidTargets(const Activations& activations, std::span<const int> targets) {
  const auto length = static_cast<std::size_t>(activations.length());
  if (targets.size() != length) {
    refuse("targets", "must be as many as the {} tokens, not {}", {length, targets.size()});
  }
  for (const int target : targets) requireInRange({"target", -1, activations.config().vocab_size - 1}, target);
}

float crossEntropy(const Activations& activations, std::span<const int> targets) {
  requireValidTargets(activations, targets);
  const ConstView logits = activations.view(Hook::logits);
  double sum = 0;
  int count = 0;
  for (int i = 0; i < logits.rows; ++i) {
    const int target = targets[static_cast<std::size_t>(i)];
    if (target < 0) continue;
    sum += static_cast<double>(crossEntropyForward(logits.row(i), logits.columns, target));
    ++count;
  }
  return count > 0 ? static_cast<float>(sum / count) : 0;
}

float crossEntropyForward(const float* logits, int size, int target) {
  constexpr int kBlock = 256;
  float exponentials[kBlock];
  const float shift = maximum(logits, size);
  float sum = 0;
  for (int begin = 0; begin < size; begin += kBlock) {
    sum += sumExp(logits + begin, shift, exponentials, std::min(kBlock, size - begin));
  }
  return std::log(sum) + (shift - logits[target]);
}

float crossEntropyBackward(const float* logits, int size, int target, float scale, float* gradient) {
  const float shift = maximum(logits, size);
  const float sum = sumExp(logits, shift, gradient, size);
  const float factor = scale / sum;
  for (int i = 0; i < size; ++i) gradient[i] *= factor;
  gradient[target] -= scale;
  return std::log(sum) + (shift - logits[target]);
}

}  // namespace attention
