// What every conversion at the border is made of: one value of JavaScript's in or out. What comes in is checked here or
// by the core, never again further up. Arrays leave as copies that JavaScript owns.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <exception>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/input_error.h"
#include "math/floats.h"
#include "math/matrix.h"

namespace attention {

/// How a JavaScript function in C++ (EM_JS) takes and gives a value.
using Handle = decltype(std::declval<emscripten::val>().as_handle());

// ---- in: each throws an InputError that names the argument and quotes the value ----

/// Throws InputError: "<name> must be <expected>, not <value>".
[[noreturn]] void refuse(std::string_view name, const char* expected, const emscripten::val& value);

/// The fields of one options object, to be taken one after another. Each sets `out` where the object has the field, and
/// leaves it where the field is absent or undefined.
class Fields {
 public:
  explicit Fields(const emscripten::val& object);

  /// The field itself; undefined where there is none.
  emscripten::val value(const char* name);

  /// Throws InputError if one of these is absent or undefined.
  void require(std::initializer_list<const char*> names);

  void text(const char* name, std::string& out);
  void text(const char* name, std::optional<std::string>& out);
  void texts(const char* name, std::vector<std::string>& out);
  void flag(const char* name, bool& out);
  void number(const char* name, double& out);
  /// A whole number; the core checks whether it is in the range, which messages are about.
  void whole(const char* name, const IntegerRange& range, std::int64_t& out);
  /// A whole number in the range, for what the core keeps as int.
  void integer(const char* name, const IntegerRange& range, int& out);
  /// Numbers from an array or a Float64Array, whole numbers from an array or an Int32Array.
  void vector(const char* name, Vector& out);
  void integers(const char* name, const IntegerRange& range, std::vector<int>& out);
  /// From a Uint8Array, a Float32Array.
  void bytes(const char* name, std::string& out);
  void floats(const char* name, Floats& out);

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
/// The same for a piece of a text, which may begin and end within a character: a byte that is none by itself becomes
/// the lone surrogate U+DC00 + byte (Python's "surrogateescape"), so that nothing of it is lost.
emscripten::val fromPiece(std::string_view piece);
emscripten::val fromFloats(std::span<const float> floats);
/// A Uint8Array.
emscripten::val fromBytes(std::string_view bytes);

/// An object for JavaScript, field by field. Arrays become typed arrays; a Matrix { rows, columns, data }.
class Record {
 public:
  Record();
  void set(const char* name, const emscripten::val& value);
  void set(const char* name, const Record& record);
  void set(const char* name, double number);
  void set(const char* name, const std::string& text);
  void set(const char* name, const Vector& vector);
  void set(const char* name, const Matrix& matrix);
  void set(const char* name, const std::vector<double>& doubles);
  void set(const char* name, const std::vector<float>& floats);
  void set(const char* name, const std::vector<int>& integers);

  const emscripten::val& value() const { return object_; }

 private:
  emscripten::val object_;
};

/// A JavaScript Error with an InputError's argument, pattern and pieces, each a text, { quoted: text } or a number. It
/// is returned: thrown through WebAssembly's frames, it ends in WebKit 2.50 as "Maximum call stack size exceeded".
emscripten::val fromException(const std::exception& exception);

/// `call` as a function for JavaScript: what it throws is returned. It is called by its name: WebKit 2.50 finds no
/// handler around a call through a pointer.
template <emscripten::val (*call)(const emscripten::val&)>
emscripten::val guardedCall(const emscripten::val& options) {
  try {
    return call(options);
  } catch (const std::exception& exception) {
    return fromException(exception);
  }
}

}  // namespace attention
