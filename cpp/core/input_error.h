// What the core says when it is given something it cannot use. Every public function of the core that can refuse its
// arguments throws InputError, whose message names the argument, quotes the value and says what was expected.
// Not for broken invariants: those are assertions.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace attention {

class InputError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Throws InputError with the parts as its message. Smaller in the wasm than joining them where they are.
[[noreturn]] void throwInputError(std::initializer_list<std::string_view> parts);

/// A whole-number argument and the closed range it must lie in.
struct IntegerRange {
  const char* name;
  std::int64_t minimum;
  std::int64_t maximum;
};

/// The argument as it should stand in a message: in double quotes, at most 60 bytes, control characters as "?".
std::string quoted(std::string_view text);

/// The number as it should stand in a message, with at most six digits: "0.5", "1e-08", "nan".
std::string shown(double number);

/// Throws InputError: "<name> must be a whole number from <minimum> to <maximum>, not <value>".
[[noreturn]] void refuseInteger(const IntegerRange& range, std::string_view value);

/// Throws as refuseInteger does unless range.minimum <= value <= range.maximum.
void requireInRange(const IntegerRange& range, std::int64_t value);

}  // namespace attention
