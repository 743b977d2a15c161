#include "architecture_golden.h"

#include "architecture_golden_text.h"
#include "checkpoint/checkpoint.h"
#include "small_transformer.h"

namespace golden {

namespace {

using namespace attention;

/// The tensors' numbers as architecture_reference.fill makes them.
std::string weightsOf(const Record& record) {
  NumpyRandom random(record.integer("seed"));
  std::vector<std::vector<float>> numbers;
  std::vector<TensorToStore> tensors;
  for (const std::string& name : record.texts("tensors")) {
    std::size_t size = 1;
    std::vector<std::int64_t> shape;
    for (const int extent : record.integers("shape:" + name)) {
      shape.push_back(extent);
      size *= static_cast<std::size_t>(extent);
    }
    const bool is_matrix = shape.size() == 2;
    const bool is_norm = name.find("norm") != std::string::npos && name.ends_with("weight");
    numbers.push_back(randomNumbers(random, size, is_matrix ? 1 : 0.4, is_norm ? record.number("centre") : 0));
    tensors.push_back({name, shape, {}});
  }
  for (std::size_t i = 0; i < tensors.size(); ++i) tensors[i].numbers = numbers[i];
  return writeSafetensors(tensors, {}, Dtype::f32);
}

std::vector<ArchitectureCase> parse(const char* text) {
  std::vector<ArchitectureCase> cases;
  for (auto& [name, values] : linesOf(text)) {
    if (name == "case") cases.push_back({{values[0], {}, {}, {}, {}, {}}, {}, {}});
    ArchitectureCase& last = cases.back();
    if (name == "intervention") {
      last.interventions.push_back(toIntervention(values));
    } else if (name == "values") {
      addValues(last.interventions.back(), last.parameters.config, values);
    } else {
      last.record.add(name, std::move(values));
    }
    if (name == "centre") {
      last.config = last.record.text("config");
      last.weights = weightsOf(last.record);
      last.parameters = readCheckpoint(last.config, last.weights);
    }
  }
  for (ArchitectureCase& last : cases) {
    last.tokens = last.record.integers("tokens");
    last.targets = last.record.integers("targets");
  }
  return cases;
}

}  // namespace

const std::vector<ArchitectureCase>& architectureCases() {
  static const std::vector<ArchitectureCase> cases = parse(kArchitectureGolden);
  return cases;
}

}  // namespace golden
