#include "gpt_golden.h"

#include <cmath>
#include <sstream>

#include "gpt_golden_text.h"
#include "small_transformer.h"

namespace golden {

namespace {

using namespace attention;

struct File {
  std::vector<GptCase> cases;
  GptTraining training;
};

std::vector<float> floatsFrom(const std::vector<std::string>& values, std::size_t begin) {
  std::vector<float> result;
  for (std::size_t i = begin; i < values.size(); ++i) result.push_back(std::stof(values[i]));
  return result;
}

std::vector<int> integersFrom(const std::vector<std::string>& values, std::size_t begin) {
  std::vector<int> result;
  for (std::size_t i = begin; i < values.size(); ++i) result.push_back(std::stoi(values[i]));
  return result;
}

/// kinds: in what the model is another than GPT-2, as gpt_model.py names it.
TransformerConfig toConfig(const Record& record) {
  const std::vector<int> sizes = record.integers("config");
  TransformerConfig config{sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]};
  for (const std::string& kind : record.texts("kinds")) {
    if (kind == "gelu") config.activation_function = ActivationFunction::gelu;
    if (kind == "relu") config.activation_function = ActivationFunction::relu;
    if (kind == "silu") config.activation_function = ActivationFunction::silu;
    if (kind == "own_head") config.is_head_tied = false;
    if (kind == "unscaled") config.scales_scores = false;
    if (kind == "scaled_by_layer") config.scales_scores_by_layer = true;
    if (kind == "no_norm_biases") config.biases.norms = false;
    if (kind == "no_attention_biases") config.biases.attention = false;
    if (kind == "no_projection_biases") config.biases.projection = false;
    if (kind == "no_mlp_biases") config.biases.mlp = false;
  }
  return config;
}

Parameters parametersOf(const Record& record) { return smallTransformer(toConfig(record), record.integer("seed")); }

File parse(const char* text) {
  File file;
  bool is_training = false;
  for (auto& [name, values] : linesOf(text)) {
    if (name == "case") file.cases.push_back({values[0], {}, {}, {}, {}, {}});
    if (name == "training") is_training = true;
    if (name == "intervention") {
      file.cases.back().interventions.push_back(toIntervention(values));
    } else if (name == "values") {
      addValues(file.cases.back().interventions.back(), toConfig(file.cases.back().record), values);
    } else {
      (is_training ? file.training.record : file.cases.back().record).add(name, std::move(values));
    }
  }
  for (GptCase& golden_case : file.cases) {
    golden_case.parameters = parametersOf(golden_case.record);
    golden_case.tokens = golden_case.record.integers("tokens");
    golden_case.targets = golden_case.record.integers("targets");
  }
  file.training.parameters = parametersOf(file.training.record);
  return file;
}

const File& file() {
  static const File parsed = parse(kGptGolden);
  return parsed;
}

}  // namespace

Intervention toIntervention(const std::vector<std::string>& values) {
  const std::string& kind = values[0];
  if (kind == "patch") return Patch{values[1], {}, integersFrom(values, 2)};
  if (kind == "patch_head") return Patch{values[1], {}, integersFrom(values, 3), std::stoi(values[2])};
  const int layer = std::stoi(values[1]);
  const int head = std::stoi(values[2]);
  if (kind == "head") {
    return AblateHead{layer, head, values[3] == "zero" ? AblateHead::To::zero : AblateHead::To::mean};
  }
  if (kind == "weight") {
    return EditWeight{layer, head, std::stoi(values[3]), std::stoi(values[4]), std::stof(values[5]), values[6] == "1"};
  }
  using To = ReplacePattern::To;
  const To to = values[3] == "uniform" ? To::uniform : values[3] == "previous" ? To::previous : To::given;
  return ReplacePattern{layer, head, to, floatsFrom(values, 4)};
}

void addValues(Intervention& intervention, const TransformerConfig& config, const std::vector<std::string>& numbers) {
  Patch& patch = std::get<Patch>(intervention);
  const Hook hook = hookNamed(config, patch.activation).hook;
  patch.values.data = floatsFrom(numbers, 0);
  int length = 1;
  const auto sizeFor = [&](int tokens) {
    std::size_t size = 1;
    for (const int extent : shapeOf(config, hook, tokens)) size *= static_cast<std::size_t>(extent);
    return size;
  };
  while (sizeFor(length) < numbers.size()) ++length;
  patch.values.shape = shapeOf(config, hook, length);
}

const std::vector<GptCase>& gptCases() { return file().cases; }

const GptTraining& gptTraining() { return file().training; }

std::string difference(std::span<const float> actual, const Vector& expected, double absolute, double relative) {
  std::ostringstream text;
  text.precision(9);
  if (actual.size() != static_cast<std::size_t>(expected.size())) {
    text << actual.size() << " numbers, not " << expected.size();
    return text.str();
  }
  for (std::size_t i = 0; i < actual.size(); ++i) {
    const auto number = static_cast<double>(actual[i]);
    const double golden_number = expected[static_cast<Eigen::Index>(i)];
    const bool is_close = std::abs(number - golden_number) <= absolute + relative * std::abs(golden_number);
    if (!is_close && number != golden_number) text << number << ", not " << golden_number << ", at " << i << "; ";
  }
  return text.str();
}

}  // namespace golden
