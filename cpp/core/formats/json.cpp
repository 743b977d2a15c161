#include "formats/json.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <charconv>
#include <cmath>

#include "base/decimal.h"
#include "base/utf8.h"
#include "formats/foreign.h"

namespace attention {

namespace {

constexpr std::size_t kMaxJsonBytes = std::size_t{1} << 28;
constexpr int kMaxPathSteps = 6;

bool isPlainKey(std::string_view key) {
  if (key.empty() || key.size() > 40) return false;
  for (const char c : key) {
    const bool is_plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
    if (!is_plain) return false;
  }
  return true;
}

std::string pathStep(std::string_view key, std::size_t position, bool is_in_list, bool is_first) {
  if (is_in_list) return message("[{}]", {position});
  if (!isPlainKey(key)) return message("[{}]", {Quoted{key}});
  return message(is_first ? "{}" : ".{}", {key});
}

}  // namespace

/// What RapidJSON's reader tells of the text, as it goes.
struct JsonFile::Builder {
  JsonFile& file;
  const rapidjson::MemoryStream& stream;
  Slice next_key{};
  std::vector<std::uint32_t> open{};  // lists and objects that are not at their end yet

  Slice keep(std::string_view text) {
    const Slice slice{static_cast<std::uint32_t>(file.texts_.size()), static_cast<std::uint32_t>(text.size())};
    file.texts_ += text;
    return slice;
  }

  /// RapidJSON has checked the encoding, but lets the escape of half a surrogate pair through.
  Slice keepText(const char* text, std::size_t length) {
    const std::string_view kept(text, length);
    if (firstInvalidUtf8(kept) < length) file.refuse(stream.Tell(), "The text before it has half a surrogate pair.");
    return keep(kept);
  }

  Node& add(JsonValue::Type type) {
    Node& node = file.nodes_.emplace_back();
    node.type = type;
    node.key = next_key;
    node.end = static_cast<std::uint32_t>(file.nodes_.size());
    if (!open.empty()) ++file.nodes_[open.back()].count;
    next_key = {};
    return node;
  }

  /// From the number's own text: what RapidJSON makes of it may be a bit off.
  bool addNumber(std::string_view text) {
    std::int64_t integer = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
    const bool is_integer = error == std::errc() && stop == text.data() + text.size();
    Node& node = add(is_integer ? JsonValue::Type::integer : JsonValue::Type::number);
    node.text = keep(text);
    if (is_integer) {
      node.integer = integer;
    } else {
      node.number = fromDecimal(text).value_or(std::nan(""));
    }
    return true;
  }

  bool start(JsonValue::Type type) {
    add(type);
    open.push_back(static_cast<std::uint32_t>(file.nodes_.size() - 1));
    return true;
  }

  bool finish() {
    file.nodes_[open.back()].end = static_cast<std::uint32_t>(file.nodes_.size());
    open.pop_back();
    return true;
  }

  // The names that RapidJSON calls.
  bool Null() { return add(JsonValue::Type::null).count == 0; }
  bool Bool(bool value) {
    add(JsonValue::Type::boolean).boolean = value;
    return true;
  }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool) { return addNumber({text, length}); }
  // RapidJSON wants these to be there, but calls none of them where numbers come as texts.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    const Slice slice = keepText(text, length);
    add(JsonValue::Type::text).text = slice;
    return true;
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    next_key = keepText(text, length);
    return true;
  }
  bool StartObject() { return start(JsonValue::Type::object); }
  bool EndObject(rapidjson::SizeType) { return finish(); }
  bool StartArray() { return start(JsonValue::Type::list); }
  bool EndArray(rapidjson::SizeType) { return finish(); }
};

JsonFile::JsonFile(std::string_view text, std::string_view name) : name_(name) {
  if (text.size() > kMaxJsonBytes) {
    attention::refuse(name_, "must be at most {} bytes long, not {}", {kMaxJsonBytes, text.size()});
  }
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseNanAndInfFlag;
  refuseForeign(text, name_);
  text = withoutByteOrderMark(text);
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  Builder builder{*this, stream};
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (result.IsError()) refuse(result.Offset(), rapidjson::GetParseError_En(result.Code()));
  if (stream.Tell() != text.size()) refuse(stream.Tell(), "A zero byte.");
}

void JsonFile::refuse(std::size_t byte, const char* why) const {
  throw InputError(name_, std::string("is not JSON at byte {}: ") + why, {Piece(byte)});
}

JsonValue::Type JsonValue::type() const { return file_->nodes_[index_].type; }

std::string_view JsonValue::key() const { return file_->at(file_->nodes_[index_].key); }

std::size_t JsonValue::size() const { return file_->nodes_[index_].count; }

bool JsonValue::boolean() const {
  if (type() != Type::boolean) refuse("true or false");
  return file_->nodes_[index_].boolean;
}

std::int64_t JsonValue::integer(std::int64_t minimum, std::int64_t maximum) const {
  const std::int64_t value = type() == Type::integer ? file_->nodes_[index_].integer : minimum;
  if (type() != Type::integer || value < minimum || value > maximum) {
    refuse("a whole number from {} to {}", {minimum, maximum});
  }
  return value;
}

double JsonValue::number() const {
  if (type() == Type::integer) return static_cast<double>(file_->nodes_[index_].integer);
  if (type() != Type::number || !std::isfinite(file_->nodes_[index_].number)) refuse("a number");
  return file_->nodes_[index_].number;
}

std::string_view JsonValue::text() const {
  if (type() != Type::text) refuse("a text");
  return file_->at(file_->nodes_[index_].text);
}

std::optional<JsonValue> JsonValue::find(std::string_view key) const {
  std::optional<JsonValue> found;
  for (const JsonValue member : members()) {
    if (member.key() != key) continue;
    if (found) attention::refuse(member.place(), "is there twice");
    found = member;
  }
  return found;
}

JsonValue JsonValue::member(std::string_view key) const {
  const std::optional<JsonValue> found = find(key);
  if (found) return *found;
  const bool is_first = index_ == 0;
  attention::refuse(place() + (is_first ? ": " : "") + pathStep(key, 0, false, is_first), "is missing");
}

JsonValue::Children JsonValue::elements() const {
  if (!isList()) refuse("a list");
  return Children(*this);
}

JsonValue::Children JsonValue::members() const {
  if (!isObject()) refuse("an object");
  return Children(*this);
}

std::string JsonValue::place() const {
  std::string path = file_->name_;
  JsonValue within = file_->root();
  for (int depth = 0; within.index_ != index_; ++depth) {
    if (depth == kMaxPathSteps) return path + "…";
    std::size_t position = 0;
    auto child = Children(within).begin();
    for (; file_->nodes_[child.value.index_].end <= index_; ++child) ++position;
    path += depth == 0 ? ": " : "";
    path += pathStep(child.value.key(), position, within.isList(), depth == 0);
    within = child.value;
  }
  return path;
}

/// A scalar as a message shows it: a number as it is written, but not more of it than of a text.
OwnedPiece JsonValue::shown() const {
  if (isNull()) return Piece("null");
  if (type() == Type::boolean) return Piece(boolean() ? "true" : "false");
  OwnedPiece piece = Piece(Quoted{file_->at(file_->nodes_[index_].text)});
  if (!isText()) piece.kind = OwnedPiece::Kind::number;
  return piece;
}

void JsonValue::refuse(std::string_view expected, std::initializer_list<Piece> pieces) const {
  refuseFor(*this, expected, pieces);
}

void JsonValue::refuseFor(const JsonValue& other, std::string_view expected,
                          std::initializer_list<Piece> pieces) const {
  std::string pattern = "must be " + std::string(expected) + ", not ";
  std::vector<OwnedPiece> all(pieces.begin(), pieces.end());
  if (isList() || isObject()) {
    pattern += isList() ? "a list" : "an object";
  } else {
    pattern += "{}";
    all.push_back(shown());
  }
  throw InputError(other.place(), pattern, all);
}

}  // namespace attention
