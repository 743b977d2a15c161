#include "transformer/judging.h"

#include <algorithm>

#include "base/input_error.h"
#include "math/vector_math.h"
#include "transformer/forward.h"

namespace attention {

namespace {

void requireOf(const Question& question, const TransformerConfig& config, int length) {
  requireInRange({"position", 1, length}, question.position);
  requireInRange({"token", 0, config.vocab_size - 1}, question.token);
  for (const int antecedent : question.antecedents)
    requireInRange({"antecedent", 0, question.position - 1}, antecedent);
}

int largestOf(const float* numbers, int size) {
  return static_cast<int>(std::max_element(numbers, numbers + size) - numbers);
}

Judgement judgementOf(const Activations& activations, const Question& question) {
  const TransformerConfig& config = activations.config();
  const int query = question.position - 1;
  const float* const logits = activations.view(Hook::logits).row(query);
  std::vector<float> exponentials(static_cast<std::size_t>(config.vocab_size));
  const float sum = sumExp(logits, maximum(logits, config.vocab_size), exponentials.data(), config.vocab_size);
  Judgement judgement{largestOf(logits, config.vocab_size),
                      exponentials[static_cast<std::size_t>(question.token)] / sum};
  for (int i = 0; i < config.layers * config.heads; ++i) {
    const int row = i % config.heads * activations.length() + query;
    const float* const weights = activations.view(Hook::pattern, i / config.heads).row(row);
    float look = 0;
    for (const int antecedent : question.antecedents) look += weights[antecedent];
    judgement.looks.push_back(look);
    judgement.most.push_back(largestOf(weights, query + 1));
  }
  return judgement;
}

}  // namespace

std::vector<Judgement> judge(const Parameters& parameters, std::span<const int> tokens,
                             std::span<const Question> questions, const std::vector<Intervention>& interventions,
                             Activations& activations) {
  for (const Question& question : questions) requireOf(question, parameters.config, static_cast<int>(tokens.size()));
  transformerForward(parameters, tokens, interventions, activations);
  std::vector<Judgement> judgements;
  for (const Question& question : questions) judgements.push_back(judgementOf(activations, question));
  return judgements;
}

}  // namespace attention
