// The values that stand in a config.json, of whichever architecture.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/input_error.h"
#include "formats/json.h"
#include "formats/safetensors.h"
#include "math/vector_math.h"

namespace attention {

/// A text that is written key by key.
class Settings {
 public:
  /// value: as JSON has it.
  void add(const char* key, const std::string& value);
  void add(const char* key, int value) { add(key, std::to_string(value)); }
  std::string text() const { return text_ + "\n}\n"; }

 private:
  std::string text_ = "{\n";
};

/// The value of torch_dtype.
std::string torchDtype(Dtype dtype);

/// null, a number, or a list of numbers.
std::string listed(std::span<const int> ids);

/// The function as Hugging Face calls it.
std::string_view nameOf(ActivationFunction function);

/// The one of this name. Throws InputError if there is none.
ActivationFunction functionNamed(const JsonValue& value);

int sizeOf(const JsonValue& value, const IntegerRange& range);

}  // namespace attention
