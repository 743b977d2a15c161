// The values of tests/reference/gpt_golden.txt: transformers, prompts and what PyTorch makes of them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "golden_record.h"
#include "transformer/interventions.h"
#include "transformer/parameters.h"

namespace golden {

/// One model and prompt. record has loss, and by their names activation:NAME, gradient:NAME, parameter_gradient:NAME.
struct GptCase {
  std::string name;
  attention::Parameters parameters;
  std::vector<int> tokens;
  std::vector<int> targets;
  std::vector<attention::Intervention> interventions;
  Record record;
};

const std::vector<GptCase>& gptCases();

/// Ten steps of AdamW from smallTransformer(config, seed): see the end of gpt_reference.py for the names.
struct GptTraining {
  attention::Parameters parameters;
  Record record;
};

const GptTraining& gptTraining();

/// values: the kind of the intervention, then its fields in the order of its struct.
attention::Intervention toIntervention(const std::vector<std::string>& values);

/// The values of a patch; the tokens of the prompt that it is from follow from how many there are.
void addValues(attention::Intervention& patch, const attention::TransformerConfig& config,
               const std::vector<std::string>& numbers);

/// Empty if both have the same size and |actual - expected| <= absolute + relative · |expected| everywhere (infinities:
/// the same), else where not.
std::string difference(std::span<const float> actual, const attention::Vector& expected, double absolute,
                       double relative);

}  // namespace golden
