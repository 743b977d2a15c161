#include "checkpoint/config_values.h"

#include <algorithm>
#include <array>

namespace attention {

namespace {

/// The first name of each function is the one that is written.
struct FunctionName {
  std::string_view name;
  ActivationFunction function;
};
constexpr std::array<FunctionName, 10> kFunctions{{{"gelu_new", ActivationFunction::gelu_tanh},
                                                   {"gelu_pytorch_tanh", ActivationFunction::gelu_tanh},
                                                   {"gelu_python_tanh", ActivationFunction::gelu_tanh},
                                                   {"gelu_fast", ActivationFunction::gelu_tanh},
                                                   {"gelu_accurate", ActivationFunction::gelu_tanh},
                                                   {"gelu", ActivationFunction::gelu},
                                                   {"gelu_python", ActivationFunction::gelu},
                                                   {"relu", ActivationFunction::relu},
                                                   {"silu", ActivationFunction::silu},
                                                   {"swish", ActivationFunction::silu}}};

}  // namespace

void Settings::add(const char* key, const std::string& value) {
  text_ += (text_.size() > 2 ? ",\n  \"" : "  \"") + std::string(key) + "\": " + value;
}

std::string torchDtype(Dtype dtype) {
  return dtype == Dtype::f32 ? "\"float32\"" : dtype == Dtype::f16 ? "\"float16\"" : "\"bfloat16\"";
}

std::string listed(std::span<const int> ids) {
  if (ids.empty()) return "null";
  std::string list;
  for (const int id : ids) list += (list.empty() ? "" : ", ") + std::to_string(id);
  return ids.size() == 1 ? list : "[" + list + "]";
}

std::string_view nameOf(ActivationFunction function) {
  const auto isIt = [=](const FunctionName& known) { return known.function == function; };
  return std::find_if(kFunctions.begin(), kFunctions.end(), isIt)->name;
}

ActivationFunction functionNamed(const JsonValue& value) {
  for (const FunctionName& known : kFunctions) {
    if (known.name == value.text()) return known.function;
  }
  value.refuse("gelu_new, gelu, relu or silu");
}

int sizeOf(const JsonValue& value, const IntegerRange& range) {
  return static_cast<int>(value.integer(range.minimum, range.maximum));
}

}  // namespace attention
