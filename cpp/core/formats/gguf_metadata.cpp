#include "formats/gguf_metadata.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

namespace attention {

namespace {

using Type = GgufValue::Type;

constexpr std::size_t kShownElements = 3;

struct TypeInfo {
  std::string_view name;
  std::uint64_t bytes;  // 0: it depends
};
/// In the order of Type.
constexpr std::array<TypeInfo, kGgufTypes> kTypes{{{"uint8", 1},
                                                   {"int8", 1},
                                                   {"uint16", 2},
                                                   {"int16", 2},
                                                   {"uint32", 4},
                                                   {"int32", 4},
                                                   {"float32", 4},
                                                   {"bool", 1},
                                                   {"string", 0},
                                                   {"array", 0},
                                                   {"uint64", 8},
                                                   {"int64", 8},
                                                   {"float64", 8}}};

const TypeInfo& infoOf(Type type) { return kTypes[static_cast<std::size_t>(type)]; }

template <class Number>
Number numberAt(std::string_view bytes, std::size_t place = 0) {
  Number number;
  std::memcpy(&number, bytes.data() + place, sizeof number);
  return number;
}

double numberOf(Type type, std::string_view bytes, std::size_t i) {
  switch (type) {
    case Type::u8:
      return numberAt<std::uint8_t>(bytes, i);
    case Type::i8:
      return numberAt<std::int8_t>(bytes, i);
    case Type::u16:
      return numberAt<std::uint16_t>(bytes, 2 * i);
    case Type::i16:
      return numberAt<std::int16_t>(bytes, 2 * i);
    case Type::u32:
      return numberAt<std::uint32_t>(bytes, 4 * i);
    case Type::i32:
      return numberAt<std::int32_t>(bytes, 4 * i);
    case Type::f32:
      return static_cast<double>(numberAt<float>(bytes, 4 * i));
    case Type::u64:
      return static_cast<double>(numberAt<std::uint64_t>(bytes, 8 * i));
    case Type::i64:
      return static_cast<double>(numberAt<std::int64_t>(bytes, 8 * i));
    case Type::f64:
      return numberAt<double>(bytes, 8 * i);
    default:
      return std::numeric_limits<double>::quiet_NaN();
  }
}

bool isNumber(Type type) { return type != Type::boolean && type != Type::text && type != Type::list; }

bool isWhole(Type type) { return isNumber(type) && type != Type::f32 && type != Type::f64; }

/// The text at the beginning of a list's bytes, which are then those after it.
std::string_view takeText(std::string_view& bytes) {
  const auto length = static_cast<std::size_t>(numberAt<std::uint64_t>(bytes));
  const std::string_view text = bytes.substr(8, length);
  bytes.remove_prefix(8 + length);
  return text;
}

std::string shownElements(const GgufValue& list) {
  std::string text = "[";
  std::string_view rest = list.bytes;
  for (std::size_t i = 0; i < list.elements; ++i) {
    if (i == kShownElements || list.element_type == Type::list) {
      text += i > 0 ? ", …" : "…";
      break;
    }
    if (i > 0) text += ", ";
    if (list.element_type == Type::text)
      text += quoted(takeText(rest));
    else if (list.element_type == Type::boolean)
      text += list.bytes[i] != 0 ? "true" : "false";
    else
      text += shown(numberOf(list.element_type, list.bytes, i));
  }
  return text + "]";
}

std::string shownValue(const GgufValue& value) {
  if (value.type == Type::text) return quoted(value.bytes);
  if (value.type == Type::list) return shownElements(value);
  if (value.type == Type::boolean) return value.bytes[0] != 0 ? "true" : "false";
  if (value.type == Type::u64) return std::to_string(numberAt<std::uint64_t>(value.bytes));
  if (value.type == Type::i64) return std::to_string(numberAt<std::int64_t>(value.bytes));
  const double number = numberOf(value.type, value.bytes, 0);
  return isWhole(value.type) ? std::to_string(static_cast<std::int64_t>(number)) : shown(number);
}

}  // namespace

std::uint64_t bytesOfOne(GgufValue::Type type) { return infoOf(type).bytes; }

std::string GgufMetadata::place(std::string_view key) const { return message("{}: {}", {file_, key}); }

const GgufValue* GgufMetadata::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [=](const GgufEntry& e) { return e.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

const GgufValue& GgufMetadata::at(std::string_view key) const {
  const GgufValue* const value = find(key);
  if (!value) refuse(place(key), "is missing");
  return *value;
}

void GgufMetadata::refuseValue(std::string_view key, const GgufValue& value, const char* pattern,
                               std::vector<OwnedPiece> pieces) const {
  pieces.push_back(value.type == Type::text ? OwnedPiece(Quoted{value.bytes}) : OwnedPiece(shownValue(value)));
  throw InputError(place(key), pattern, std::move(pieces));
}

std::int64_t GgufMetadata::integer(std::string_view key, std::int64_t minimum, std::int64_t maximum) const {
  const GgufValue& value = at(key);
  const bool fits = isWhole(value.type) && (value.type != Type::u64 || numberAt<std::int64_t>(value.bytes) >= 0);
  const std::int64_t number = !fits ? 0
                              : value.bytes.size() == 8
                                  ? numberAt<std::int64_t>(value.bytes)
                                  : static_cast<std::int64_t>(numberOf(value.type, value.bytes, 0));
  if (!fits || number < minimum || number > maximum) {
    refuseValue(key, value, "must be a whole number from {} to {}, not {}", {Piece(minimum), Piece(maximum)});
  }
  return number;
}

double GgufMetadata::number(std::string_view key) const {
  const GgufValue& value = at(key);
  const double number = isNumber(value.type) ? numberOf(value.type, value.bytes, 0) : std::nan("");
  if (!std::isfinite(number)) refuseValue(key, value, "must be a finite number, not {}");
  return number;
}

bool GgufMetadata::boolean(std::string_view key) const {
  const GgufValue& value = at(key);
  if (value.type != Type::boolean) refuseValue(key, value, "must be true or false, not {}");
  return value.bytes[0] != 0;
}

std::string_view GgufMetadata::text(std::string_view key) const {
  const GgufValue& value = at(key);
  if (value.type != Type::text) refuseValue(key, value, "must be a text, not {}");
  return value.bytes;
}

std::vector<std::string_view> GgufMetadata::texts(std::string_view key) const {
  const GgufValue& value = at(key);
  if (value.type != Type::list || value.element_type != Type::text)
    refuseValue(key, value, "must be a list of texts, not {}");
  std::vector<std::string_view> texts;
  for (std::string_view rest = value.bytes; !rest.empty();) texts.push_back(takeText(rest));
  return texts;
}

std::vector<double> GgufMetadata::numbers(std::string_view key) const {
  const GgufValue& value = at(key);
  if (value.type != Type::list || !isNumber(value.element_type))
    refuseValue(key, value, "must be a list of numbers, not {}");
  std::vector<double> numbers(static_cast<std::size_t>(value.elements));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = numberOf(value.element_type, value.bytes, i);
    if (!std::isfinite(numbers[i])) refuse(place(key), "must have finite numbers, not {} at {}", {numbers[i], i});
  }
  return numbers;
}

std::vector<ShownEntry> GgufMetadata::shown() const {
  std::vector<ShownEntry> shown;
  for (const auto& [key, value] : entries) {
    std::string type(infoOf(value.type).name);
    if (value.type == Type::list) type = message("{}[{}]", {infoOf(value.element_type).name, value.elements});
    shown.push_back({std::string(key), type, shownValue(value)});
  }
  return shown;
}

}  // namespace attention
