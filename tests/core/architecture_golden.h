// The values of tests/reference/architecture_golden.txt: models as their files have them, and what PyTorch makes of
// them.
#pragma once

#include <string>
#include <vector>

#include "formats/safetensors.h"
#include "golden_record.h"
#include "gpt_golden.h"

namespace golden {

/// A case whose parameters were read from the files that follow. config: the text of config.json.
struct ArchitectureCase : GptCase {
  std::string config;
  std::string weights;  // the bytes of model.safetensors
  bool isPlain() const { return interventions.empty(); }
};

const std::vector<ArchitectureCase>& architectureCases();

}  // namespace golden
