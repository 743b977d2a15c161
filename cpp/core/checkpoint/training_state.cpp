#include "checkpoint/training_state.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/checksum.h"
#include "base/input_error.h"
#include "formats/safetensors.h"
#include "formats/tensor_index.h"

namespace attention {

namespace {

constexpr const char* kName = "training state";
constexpr const char* kStepsDone = "steps_done";
constexpr const char* kTokensChecksum = "tokens_checksum";
constexpr const char* kWeightsChecksum = "weights_checksum";
constexpr const char* kEvaluateEvery = "evaluate_every";  // this and the next two: only where the best are kept
constexpr const char* kBestStep = "best_step";
constexpr const char* kBestLoss = "best_loss";

struct IntegerOption {
  const char* name;
  std::int64_t TrainingOptions::*value;
};
struct NumberOption {
  const char* name;
  double TrainingOptions::*value;
};

constexpr std::array<IntegerOption, 4> kIntegerOptions{{{"steps", &TrainingOptions::steps},
                                                        {"batch", &TrainingOptions::batch},
                                                        {"warmup", &TrainingOptions::warmup},
                                                        {"seed", &TrainingOptions::seed}}};
constexpr std::array<NumberOption, 8> kNumberOptions{{{"learning_rate", &TrainingOptions::learning_rate},
                                                      {"minimum_rate_ratio", &TrainingOptions::minimum_rate_ratio},
                                                      {"weight_decay", &TrainingOptions::weight_decay},
                                                      {"beta1", &TrainingOptions::beta1},
                                                      {"beta2", &TrainingOptions::beta2},
                                                      {"epsilon", &TrainingOptions::epsilon},
                                                      {"clip", &TrainingOptions::clip},
                                                      {"held_out", &TrainingOptions::held_out}}};

/// The bits of a double as a whole number: exact, and without a parser of decimals.
std::string bitsOf(double number) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &number, sizeof bits);
  return std::to_string(bits);
}

std::string checksumOf(const Parameters& parameters) {
  return std::to_string(checksum(std::as_bytes(std::span(parameters.data))));
}

std::string entryPlace(const char* name) { return message("{}: __metadata__.{}", {kName, name}); }

bool has(const Metadata& metadata, const char* name) {
  return std::any_of(metadata.begin(), metadata.end(), [&](const auto& pair) { return pair.first == name; });
}

const std::string& textOf(const Metadata& metadata, const char* name) {
  const auto entry =
      std::find_if(metadata.begin(), metadata.end(), [&](const auto& pair) { return pair.first == name; });
  if (entry == metadata.end()) refuse(entryPlace(name), "is missing");
  return entry->second;
}

template <class Integer>
Integer integerOf(const Metadata& metadata, const char* name) {
  const std::string& text = textOf(metadata, name);
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  refuse(entryPlace(name), "must be a whole number, not {}", {Quoted{text}});
}

double numberOf(const Metadata& metadata, const char* name) {
  const auto bits = integerOf<std::uint64_t>(metadata, name);
  double number = 0;
  std::memcpy(&number, &bits, sizeof number);
  return number;
}

TrainingOptions optionsOf(const Metadata& metadata) {
  TrainingOptions options;
  for (const IntegerOption& option : kIntegerOptions)
    options.*option.value = integerOf<std::int64_t>(metadata, option.name);
  for (const NumberOption& option : kNumberOptions) options.*option.value = numberOf(metadata, option.name);
  if (has(metadata, kEvaluateEvery)) options.evaluate_every = integerOf<std::int64_t>(metadata, kEvaluateEvery);
  return options;
}

void requireSame(const Metadata& metadata, const char* name, const std::string& checksum, Pattern<0> pattern) {
  if (textOf(metadata, name) == checksum) return;
  refuse(kName, pattern);
}

}  // namespace

std::string writeTrainingState(const Training& training) {
  Metadata metadata{{kStepsDone, std::to_string(training.stepsDone())},
                    {kTokensChecksum, std::to_string(training.tokensChecksum())},
                    {kWeightsChecksum, checksumOf(training.parameters())}};
  for (const auto& [name, value] : kIntegerOptions)
    metadata.emplace_back(name, std::to_string(training.options().*value));
  for (const auto& [name, value] : kNumberOptions) metadata.emplace_back(name, bitsOf(training.options().*value));
  const BestWeights& best = training.best();
  if (training.options().evaluate_every > 0)
    metadata.emplace_back(kEvaluateEvery, std::to_string(training.options().evaluate_every));
  if (best.step > 0) {
    metadata.emplace_back(kBestStep, std::to_string(best.step));
    metadata.emplace_back(kBestLoss, bitsOf(best.loss));
  }
  std::vector<TensorToStore> tensors;
  for (const ParameterInfo& info : parameterTable(training.parameters().config)) {
    const std::vector<std::int64_t> shape(info.shape.begin(), info.shape.end());
    tensors.push_back({"m." + info.name, shape, training.firstMoments().subspan(info.offset, info.size)});
    tensors.push_back({"v." + info.name, shape, training.secondMoments().subspan(info.offset, info.size)});
    if (best.step > 0)
      tensors.push_back({"best." + info.name, shape, std::span(best.weights).subspan(info.offset, info.size)});
  }
  return writeSafetensors(tensors, metadata, Dtype::f32);
}

std::unique_ptr<Training> resumedTraining(Parameters& parameters, std::vector<int> tokens, std::string_view state) {
  const TensorFile file = readSafetensors(state, kName);
  auto training = std::make_unique<Training>(parameters, std::move(tokens), optionsOf(file.metadata));
  requireSame(file.metadata, kTokensChecksum, std::to_string(training->tokensChecksum()),
              "must belong to the text it is resumed with; it belongs to others");
  requireSame(file.metadata, kWeightsChecksum, checksumOf(parameters),
              "must belong to the weights it is resumed with; it belongs to others");

  TensorIndex index({&file, 1});
  Floats first_moments(parameters.data.size());
  Floats second_moments(parameters.data.size());
  BestWeights best;
  if (has(file.metadata, kBestStep)) {
    best = {integerOf<std::int64_t>(file.metadata, kBestStep), numberOf(file.metadata, kBestLoss),
            Floats(parameters.data.size())};
  }
  for (const ParameterInfo& info : parameterTable(parameters.config)) {
    const std::vector<std::int64_t> shape(info.shape.begin(), info.shape.end());
    const auto read = [&](const char* prefix, Floats& numbers) {
      readNumbers(file, index.take(prefix + info.name, shape), std::span(numbers).subspan(info.offset, info.size));
    };
    read("m.", first_moments);
    read("v.", second_moments);
    if (best.step > 0) read("best.", best.weights);
  }
  index.requireAllTaken();
  training->restore(integerOf<std::int64_t>(file.metadata, kStepsDone), std::move(first_moments),
                    std::move(second_moments), std::move(best));
  return training;
}

}  // namespace attention
