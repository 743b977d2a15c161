// The loss of predicting the next token.
#pragma once

#include <span>
#include <vector>

#include "transformer/activations.h"

namespace attention {

/// What a prompt asks of itself: [T] each position's next token, and -1 (no prediction asked) at the last.
std::vector<int> nextTokens(std::span<const int> tokens);

/// Throws InputError unless there are as many targets as positions, and each is -1 or 0 to V - 1.
void requireValidTargets(const Activations& activations, std::span<const int> targets);

/// The mean of -log softmax(logits)[target] over the positions with a target that is not -1; 0 if there is none.
/// targets: [T]. Throws InputError as requireValidTargets does.
float crossEntropy(const Activations& activations, std::span<const int> targets);

/// The cross-entropy of one position, and its gradient times scale: (softmax(logits) - one-hot(target)) · scale.
/// logits, gradient: [size]; target: 0 to size - 1.
float crossEntropyForward(const float* logits, int size, int target);
float crossEntropyBackward(const float* logits, int size, int target, float scale, float* gradient);

}  // namespace attention
