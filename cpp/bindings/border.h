// What every conversion at the border is made of: one value of JavaScript's in or out. What comes in is checked here or
// by the core, never again further up. Arrays leave as copies that JavaScript owns.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "input_error.h"
#include "matrix.h"

namespace attention {

/// How a JavaScript function in C++ (EM_JS) takes and gives a value.
using Handle = decltype(std::declval<emscripten::val>().as_handle());

// ---- in: each throws an InputError that names the argument and quotes the value ----

/// Throws InputError: "<name> must be <expected>, not <value>".
[[noreturn]] void refuse(std::string_view name, const char* expected, const emscripten::val& value);

std::string toText(const emscripten::val& value, std::string_view name);
std::vector<std::string> toTexts(const emscripten::val& value, const char* name);
std::int64_t toWholeNumber(const emscripten::val& value, const IntegerRange& range);
double toNumber(const emscripten::val& value, const char* name);
bool toFlag(const emscripten::val& value, const char* name);
/// From an array or a Float64Array.
Vector toVector(const emscripten::val& value, const char* name);
/// From a Uint8Array.
std::string toBytes(const emscripten::val& value, const char* name);
/// From a Float32Array.
std::vector<float> toFloats(const emscripten::val& value, const char* name);

/// The fields of one options object. A field that is absent or undefined leaves its default.
class Fields {
 public:
  explicit Fields(const emscripten::val& object);

  template <class Convert>
  void take(const char* name, Convert convert) {
    known_.push_back(name);
    const emscripten::val value = object_[name];
    if (!value.isUndefined()) convert(value);
  }

  /// Throws InputError if the object has fields that were not taken.
  void refuseOthers() const;

 private:
  emscripten::val object_;
  std::vector<std::string_view> known_;
};

// ---- out ----

/// UTF-8 to a JavaScript string; what is no UTF-8 becomes U+FFFD. Embind's own conversion, which looks at every byte in
/// JavaScript, is slower.
emscripten::val fromText(const std::string& text);
emscripten::val fromTexts(const std::vector<std::string>& texts);
emscripten::val fromVector(const Vector& vector);
emscripten::val fromDoubles(const std::vector<double>& doubles);
emscripten::val fromFloats(const std::vector<float>& floats);
emscripten::val fromIntegers(const std::vector<int>& integers);
emscripten::val fromMatrix(const Matrix& matrix);
/// A Uint8Array.
emscripten::val fromBytes(const std::string& bytes);

/// Runs `body`; what it throws in C++ becomes a JavaScript Error with the same message (a RangeError where memory is
/// short), which is returned: thrown through WebAssembly's frames, it ends in WebKit 2.50 as "Maximum call stack size
/// exceeded".
template <class Body>
emscripten::val guarded(Body body) {
  const char* type = "Error";
  std::string message;
  try {
    return body();
  } catch (const std::bad_alloc&) {
    type = "RangeError";
    message = "this input needs more memory than the browser gives";
  } catch (const std::exception& error) {
    message = error.what();
  }
  return emscripten::val::global(type).new_(message);
}

}  // namespace attention
