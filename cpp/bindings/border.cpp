#include "border.h"

#include <emscripten.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <exception>
#include <new>

#include "base/utf8.h"

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

// The tag of an object, which objects of another realm (a frame's, Node's vm) have too.
EM_JS(int, hasTag, (attention::Handle value, const char* type), {
  return Object.prototype.toString.call(Emval.toValue(value)) === `[object ${UTF8ToString(type)}]`;
})

// Of a lone surrogate, which has no UTF-8; -1: there is none.
EM_JS(int, loneSurrogateAt, (attention::Handle value), {
  const text = Emval.toValue(value);
  if (text.isWellFormed && text.isWellFormed()) return -1;
  return text.search(new RegExp("[" + String.fromCharCode(0xD800) + "-" + String.fromCharCode(0xDFFF) + "]", "u"));
})

EM_JS(attention::Handle, copyIntegers, (const int* data, int size), {
  return Emval.toHandle(new Int32Array(wasmMemory.buffer, data, size).slice());
})

// UTF-8, in which U+FEFF is a character of the text.
EM_JS(attention::Handle, copyText, (const char* data, int size), {
  if (!copyText.decoder) copyText.decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return Emval.toHandle(copyText.decoder.decode(new Uint8Array(wasmMemory.buffer, data, size)));
})

EM_JS(attention::Handle, copyMatrix, (const double* data, int rows, int columns), {
  const copy = new Float64Array(wasmMemory.buffer, data, rows * columns).slice();
  return Emval.toHandle({ rows, columns, data: copy });
})

// clang-format on

namespace attention {

using emscripten::val;

namespace {

// A value as a message shows it: text in quotes, the rest as JavaScript prints it.
OwnedPiece shown(const val& value) {
  if (value.isString()) return Piece(Quoted{value.as<std::string>()});
  return {value.isNumber() ? OwnedPiece::Kind::number : OwnedPiece::Kind::text,
          val::global("String")(value).as<std::string>()};
}

// A number is one where JavaScript writes it as the message does; "1e-08" and 2^60 stay texts.
val fromPiece(const OwnedPiece& piece) {
  const val text = fromText(piece.text);
  if (piece.kind == OwnedPiece::Kind::quoted) {
    Record record;
    record.set("quoted", text);
    return record.value();
  }
  if (piece.kind == OwnedPiece::Kind::text) return text;
  const val number = val::global("Number")(text);
  return val::global("String")(number).strictlyEquals(text) ? number : text;
}

val fromError(const InputError& error) {
  val refusal = val::global("Error").new_();
  const val pieces = val::array();
  for (const OwnedPiece& piece : error.pieces) pieces.call<void>("push", fromPiece(piece));
  refusal.set("argument", fromText(error.argument));
  refusal.set("pattern", fromText(error.pattern));
  refusal.set("pieces", pieces);
  return refusal;
}

bool isA(const char* type, const val& value) { return hasTag(value.as_handle(), type) != 0; }

std::string toText(const val& value, std::string_view name) {
  if (!value.isString()) refuse(name, "text", value);
  // To encode it would change the text without a word.
  if (const int at = loneSurrogateAt(value.as_handle()); at >= 0)
    refuse(name, "is not valid Unicode at position {}", {at});
  return value.as<std::string>();
}

std::int64_t toWholeNumber(const val& value, const IntegerRange& range) {
  constexpr double kMaxExact = 0x1p53;
  const double number = value.isNumber() ? value.as<double>() : std::nan("");
  if (std::trunc(number) != number || std::abs(number) > kMaxExact) refuseInteger(range, shown(value));
  return static_cast<std::int64_t>(number);
}

int toInteger(const val& value, const IntegerRange& range) {
  const std::int64_t number = toWholeNumber(value, range);
  requireInRange(range, number);
  return static_cast<int>(number);
}

double toNumber(const val& value, const char* name) {
  if (!value.isNumber()) refuse(name, "a number", value);
  return value.as<double>();
}

// The elements of an array, or of a typed array of this type.
std::vector<val> toElements(const val& value, const char* name, const char* type, const char* expected) {
  if (!value.isArray() && !isA(type, value)) refuse(name, expected, value);
  return emscripten::vecFromJSArray<val>(value);
}

}  // namespace

// ---- in ----

void refuse(std::string_view name, const char* expected, const val& value) {
  throw InputError(std::string(name), std::string("must be ") + expected + ", not {}", {shown(value)});
}

Fields::Fields(const val& object) : object_(object) {
  if (object.typeOf().as<std::string>() != "object" || object.isNull()) refuse("options", "an object", object);
}

val Fields::value(const char* name) {
  if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.push_back(name);
  return object_[name];
}

void Fields::require(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (value(name).isUndefined()) attention::refuse(name, "must be given");
  }
}

void Fields::text(const char* name, std::string& out) {
  if (const val v = value(name); !v.isUndefined()) out = toText(v, name);
}

void Fields::text(const char* name, std::optional<std::string>& out) {
  if (const val v = value(name); !v.isUndefined()) out = toText(v, name);
}

void Fields::texts(const char* name, std::vector<std::string>& out) {
  const val v = value(name);
  if (v.isUndefined()) return;
  if (!v.isArray()) refuse(name, "an array of texts", v);
  out.clear();
  for (const val& element : emscripten::vecFromJSArray<val>(v)) out.push_back(toText(element, name));
}

void Fields::flag(const char* name, bool& out) {
  const val v = value(name);
  if (v.isUndefined()) return;
  if (!v.isTrue() && !v.isFalse()) refuse(name, "true or false", v);
  out = v.isTrue();
}

void Fields::number(const char* name, double& out) {
  if (const val v = value(name); !v.isUndefined()) out = toNumber(v, name);
}

void Fields::whole(const char* name, const IntegerRange& range, std::int64_t& out) {
  if (const val v = value(name); !v.isUndefined()) out = toWholeNumber(v, range);
}

void Fields::integer(const char* name, const IntegerRange& range, int& out) {
  if (const val v = value(name); !v.isUndefined()) out = toInteger(v, range);
}

void Fields::vector(const char* name, Vector& out) {
  const val v = value(name);
  if (v.isUndefined()) return;
  const std::vector<val> elements = toElements(v, name, "Float64Array", "an array of numbers");
  out.resize(static_cast<Eigen::Index>(elements.size()));
  for (std::size_t i = 0; i < elements.size(); ++i) out[static_cast<Eigen::Index>(i)] = toNumber(elements[i], name);
}

void Fields::integers(const char* name, const IntegerRange& range, std::vector<int>& out) {
  const val v = value(name);
  if (v.isUndefined()) return;
  out.clear();
  for (const val& element : toElements(v, name, "Int32Array", "an array of numbers")) {
    out.push_back(toInteger(element, range));
  }
}

void Fields::bytes(const char* name, std::string& out) {
  const val v = value(name);
  if (v.isUndefined()) return;
  if (!isA("Uint8Array", v)) refuse(name, "a Uint8Array", v);
  out.resize(v["length"].as<std::size_t>());
  val(emscripten::typed_memory_view(out.size(), reinterpret_cast<std::uint8_t*>(out.data()))).call<void>("set", v);
}

void Fields::floats(const char* name, Floats& out) {
  const val v = value(name);
  if (v.isUndefined()) return;
  if (!isA("Float32Array", v)) refuse(name, "a Float32Array", v);
  out.resize(v["length"].as<std::size_t>());
  val(emscripten::typed_memory_view(out.size(), out.data())).call<void>("set", v);
}

void Fields::refuseOthers() const {
  const val names = val::global("Object").call<val>("keys", object_);
  for (const std::string& name : emscripten::vecFromJSArray<std::string>(names)) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    std::string list;
    for (const std::string_view known : known_) list += (list.empty() ? "" : ", ") + std::string(known);
    refuse("options", "must be among {}, not {}", {list, Quoted{name}});
  }
}

// ---- out ----

val fromText(const std::string& text) {
  return val::take_ownership(copyText(text.data(), static_cast<int>(text.size())));
}

val fromPiece(std::string_view piece) {
  std::size_t at = firstInvalidUtf8(piece);
  val text = fromText(std::string(piece.substr(0, at)));
  while (at < piece.size()) {
    const int surrogate = 0xDC00 + static_cast<unsigned char>(piece[at]);
    piece.remove_prefix(at + 1);
    at = firstInvalidUtf8(piece);
    text = text.call<val>("concat", val::global("String").call<val>("fromCharCode", surrogate),
                          fromText(std::string(piece.substr(0, at))));
  }
  return text;
}

val fromFloats(std::span<const float> floats) {
  return val::take_ownership(copyFloats(floats.data(), static_cast<int>(floats.size())));
}

val fromBytes(std::string_view bytes) {
  return val::take_ownership(copyBytes(bytes.data(), static_cast<int>(bytes.size())));
}

Record::Record() : object_(val::object()) {}

void Record::set(const char* name, const val& value) { object_.set(name, value); }

void Record::set(const char* name, const Record& record) { set(name, record.object_); }

void Record::set(const char* name, double number) { set(name, val(number)); }

void Record::set(const char* name, const std::string& text) { set(name, fromText(text)); }

void Record::set(const char* name, const Vector& vector) {
  set(name, val::take_ownership(copyDoubles(vector.data(), static_cast<int>(vector.size()))));
}

void Record::set(const char* name, const Matrix& matrix) {
  set(name,
      val::take_ownership(copyMatrix(matrix.data(), static_cast<int>(matrix.rows()), static_cast<int>(matrix.cols()))));
}

void Record::set(const char* name, const std::vector<double>& doubles) {
  set(name, val::take_ownership(copyDoubles(doubles.data(), static_cast<int>(doubles.size()))));
}

void Record::set(const char* name, const std::vector<float>& floats) { set(name, fromFloats(floats)); }

void Record::set(const char* name, const std::vector<int>& integers) {
  set(name, val::take_ownership(copyIntegers(integers.data(), static_cast<int>(integers.size()))));
}

val fromException(const std::exception& exception) {
  if (const auto* refusal = dynamic_cast<const InputError*>(&exception)) return fromError(*refusal);
  if (dynamic_cast<const std::bad_alloc*>(&exception) != nullptr) {
    return fromError(
        {"", "this needs more memory than can be had here: a shorter text, or a smaller model, would do", {}});
  }
  return fromError({"", "{}", {Piece(exception.what())}});
}

}  // namespace attention
