// Whether a model gives answers that are known, and whether its heads look at what decides them.
#pragma once

#include <span>
#include <vector>

#include "transformer/activations.h"
#include "transformer/interventions.h"
#include "transformer/parameters.h"

namespace attention {

/// What must come next at a place of a text.
struct Question {
  int position = 0;                // of the answer: 1 to T; it follows tokens [0, position)
  int token = 0;                   // the answer, 0 to V - 1
  std::vector<int> antecedents{};  // the positions that decide it, below `position`
};

struct Judgement {
  int likeliest = 0;           // the token that the model would say; of equally likely ones the first
  float probability = 0;       // of the answer
  std::vector<float> looks{};  // [L, H] the weight on the antecedents from the token before the answer
  std::vector<int> most{};     // [L, H] the position that this token looks at most; of equal ones the first
};

/// One pass over the text, and what it says to each question. tokens: [T]. Throws InputError as transformerForward
/// does, or unless every question is of this text.
std::vector<Judgement> judge(const Parameters& parameters, std::span<const int> tokens,
                             std::span<const Question> questions, const std::vector<Intervention>& interventions,
                             Activations& activations);

}  // namespace attention
