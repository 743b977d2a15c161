// The way back through forward.h: what the loss's gradient is with respect to every parameter and every activation.
#pragma once

#include <span>
#include <vector>

#include "transformer/activations.h"
#include "transformer/interventions.h"
#include "transformer/parameters.h"

namespace attention {

/// What is wanted of transformerBackward. all: the gradients of every activation, to be read by name. parameters: only
/// those of the parameters; `gradients` is then room to work in, smaller, and holds nothing to be read.
enum class Gradients { all, parameters };

/// Gradients of scale · Σ cross-entropy over the positions that have a target. `activations` is what transformerForward
/// left for the same parameters, tokens and interventions; targets: [T], 0 to V - 1, or -1 where no prediction is
/// asked. parameter_gradients: [parameterCount], added to; or empty if not wanted. `gradients` is prepared here; the
/// gradient of the pattern is given above the diagonal too (what a weight there would do), that of the scores is 0
/// there. Returns the mean cross-entropy, as crossEntropy does. Throws InputError for a target out of range or sizes
/// that do not fit. No call allocates after one with as many tokens.
float transformerBackward(const Parameters& parameters, std::span<const int> tokens, std::span<const int> targets,
                          float scale, const std::vector<Intervention>& interventions, const Activations& activations,
                          Activations& gradients, std::span<float> parameter_gradients,
                          Gradients wanted = Gradients::all);

}  // namespace attention
