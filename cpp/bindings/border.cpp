#include "border.h"

#include <emscripten.h>

#include <algorithm>
#include <cmath>

// Arrays leave in one step each: a value put together through `val` crosses the border for every name and number, which
// takes longer than the model of a short sentence. Each makes a copy that JavaScript owns.
// clang-format off
EM_JS(attention::Handle, copyDoubles, (const double* data, int size), {
  return Emval.toHandle(new Float64Array(wasmMemory.buffer, data, size).slice());
})

EM_JS(attention::Handle, copyFloats, (const float* data, int size), {
  return Emval.toHandle(new Float32Array(wasmMemory.buffer, data, size).slice());
})

EM_JS(attention::Handle, copyBytes, (const char* data, int size), {
  return Emval.toHandle(new Uint8Array(wasmMemory.buffer, data, size).slice());
})

EM_JS(attention::Handle, copyIntegers, (const int* data, int size), {
  return Emval.toHandle(new Int32Array(wasmMemory.buffer, data, size).slice());
})

EM_JS(attention::Handle, copyMatrix, (const double* data, int rows, int columns), {
  const copy = new Float64Array(wasmMemory.buffer, data, rows * columns).slice();
  return Emval.toHandle({ rows, columns, data: copy });
})

// clang-format on
// clang-format on

namespace attention {

using emscripten::val;

namespace {

// A value as a message shows it: text in quotes, the rest as JavaScript prints it.
std::string shown(const val& value) {
  if (value.isString()) return quoted(value.as<std::string>());
  return val::global("String")(value).as<std::string>();
}

}  // namespace

// ---- in ----

void refuse(std::string_view name, const char* expected, const val& value) {
  throw InputError(std::string(name) + " must be " + expected + ", not " + shown(value));
}

std::string toText(const val& value, std::string_view name) {
  if (!value.isString()) refuse(name, "text", value);
  // A lone surrogate has no UTF-8: encoding it would change the text without a word.
  static const val lone_surrogate = val::global("RegExp").new_(std::string("\\p{Surrogate}"), std::string("u"));
  const int at = value.call<int>("search", lone_surrogate);
  if (at >= 0) throw InputError(std::string(name) + " is not valid Unicode at position " + std::to_string(at));
  return value.as<std::string>();
}

std::vector<std::string> toTexts(const val& value, const char* name) {
  if (!value.isArray()) refuse(name, "an array of texts", value);
  std::vector<std::string> texts;
  for (const val& text : emscripten::vecFromJSArray<val>(value)) texts.push_back(toText(text, name));
  return texts;
}

std::int64_t toWholeNumber(const val& value, const IntegerRange& range) {
  constexpr double kLargestExact = 0x1p53;
  const double number = value.isNumber() ? value.as<double>() : std::nan("");
  if (std::trunc(number) != number || std::abs(number) > kLargestExact) refuseInteger(range, shown(value));
  return static_cast<std::int64_t>(number);
}

double toNumber(const val& value, const char* name) {
  if (!value.isNumber()) refuse(name, "a number", value);
  return value.as<double>();
}

bool toFlag(const val& value, const char* name) {
  if (!value.isTrue() && !value.isFalse()) refuse(name, "true or false", value);
  return value.isTrue();
}

Vector toVector(const val& value, const char* name) {
  const bool is_list = value.isArray() || value.instanceof (val::global("Float64Array"));
  if (!is_list) refuse(name, "an array of numbers", value);
  const std::vector<val> items = emscripten::vecFromJSArray<val>(value);
  Vector vector(static_cast<Eigen::Index>(items.size()));
  for (std::size_t i = 0; i < items.size(); ++i) vector[static_cast<Eigen::Index>(i)] = toNumber(items[i], name);
  return vector;
}

std::string toBytes(const val& value, const char* name) {
  if (!value.instanceof (val::global("Uint8Array"))) refuse(name, "a Uint8Array", value);
  std::string bytes(value["length"].as<std::size_t>(), '\0');
  val(emscripten::typed_memory_view(bytes.size(), reinterpret_cast<std::uint8_t*>(bytes.data())))
      .call<void>("set", value);
  return bytes;
}

std::vector<float> toFloats(const val& value, const char* name) {
  if (!value.instanceof (val::global("Float32Array"))) refuse(name, "a Float32Array", value);
  std::vector<float> floats(value["length"].as<std::size_t>());
  val(emscripten::typed_memory_view(floats.size(), floats.data())).call<void>("set", value);
  return floats;
}

Fields::Fields(const val& object) : object_(object) {
  if (object.typeOf().as<std::string>() != "object" || object.isNull()) refuse("options", "an object", object);
}

void Fields::refuseOthers() const {
  const val names = val::global("Object").call<val>("keys", object_);
  for (const std::string& name : emscripten::vecFromJSArray<std::string>(names)) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    std::string list;
    for (const std::string_view known : known_) list += (list.empty() ? "" : ", ") + std::string(known);
    throw InputError("options must be among " + list + ", not " + quoted(name));
  }
}

// ---- out ----

val fromText(const std::string& text) {
  static const val decoder = [] {
    val options = val::object();
    options.set("ignoreBOM", true);  // U+FEFF is a character of the text
    return val::global("TextDecoder").new_(std::string("utf-8"), options);
  }();
  return decoder.call<val>(
      "decode", emscripten::typed_memory_view(text.size(), reinterpret_cast<const std::uint8_t*>(text.data())));
}

val fromTexts(const std::vector<std::string>& texts) {
  val result = val::array();
  for (const std::string& text : texts) result.call<void>("push", fromText(text));
  return result;
}

val fromDoubles(const std::vector<double>& doubles) {
  return val::take_ownership(copyDoubles(doubles.data(), static_cast<int>(doubles.size())));
}

val fromFloats(const std::vector<float>& floats) {
  return val::take_ownership(copyFloats(floats.data(), static_cast<int>(floats.size())));
}

val fromBytes(const std::string& bytes) {
  return val::take_ownership(copyBytes(bytes.data(), static_cast<int>(bytes.size())));
}

val fromVector(const Vector& vector) {
  return val::take_ownership(copyDoubles(vector.data(), static_cast<int>(vector.size())));
}

val fromIntegers(const std::vector<int>& integers) {
  return val::take_ownership(copyIntegers(integers.data(), static_cast<int>(integers.size())));
}

val fromMatrix(const Matrix& matrix) {
  return val::take_ownership(
      copyMatrix(matrix.data(), static_cast<int>(matrix.rows()), static_cast<int>(matrix.cols())));
}

}  // namespace attention
