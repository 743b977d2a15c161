// JSON that somebody else wrote: parsed by RapidJSON's reader, kept as a flat list of values in the order of the text,
// and read by getters that refuse what does not fit. Every InputError names the file and the field, and quotes what
// stands there: `config.json: n_layer must be a whole number from 1 to 96, not "two"`.
// RapidJSON's own document.h is not used: its release 1.1.0 does not compile with current Clang. For writing:
// json_writer.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/input_error.h"

namespace attention {

class JsonFile;

/// One value of a JsonFile, as cheap to copy as a pointer. It must not outlive its file.
class JsonValue {
 public:
  enum class Type : std::uint8_t { null, boolean, integer, number, text, list, object };

  Type type() const;
  bool isNull() const { return type() == Type::null; }
  bool isText() const { return type() == Type::text; }
  bool isList() const { return type() == Type::list; }
  bool isObject() const { return type() == Type::object; }

  /// The key under which it stands in its object; empty elsewhere. Escapes are resolved, here and in text().
  std::string_view key() const;
  /// Elements of a list or members of an object, 0 for anything else.
  std::size_t size() const;

  bool boolean() const;
  /// Whole numbers written without fraction and exponent, within the closed range.
  std::int64_t integer(std::int64_t minimum, std::int64_t maximum) const;
  /// Any number that is finite: JSON has no others, but Python writes NaN and Infinity.
  double number() const;
  std::string_view text() const;

  /// The member with this key, if there is one. Refuses what is no object, and an object that has the key twice.
  std::optional<JsonValue> find(std::string_view key) const;
  /// The same, and refuses an object without it: `config.json: n_layer is missing`.
  JsonValue member(std::string_view key) const;

  /// For `for (const JsonValue element : value.elements())`: in order. They refuse what is not a list, or an object.
  class Children;
  Children elements() const;
  Children members() const;

  /// Where it stands: `config.json: model.vocab["a b"]`, `tokenizer.json: model.merges[3]`; the root: `config.json`.
  std::string place() const;
  /// Throws InputError: "<place> must be <expected>, not <what stands there>", where each "{}" of `expected` is one of
  /// the pieces. What stands there is a scalar as it is written, a text in quotes, "a list" or "an object".
  [[noreturn]] void refuse(std::string_view expected, std::initializer_list<Piece> pieces = {}) const;
  /// The same of another value's place.
  [[noreturn]] void refuseFor(const JsonValue& other, std::string_view expected,
                              std::initializer_list<Piece> pieces = {}) const;

 private:
  friend class JsonFile;
  JsonValue(const JsonFile& file, std::uint32_t index) : file_(&file), index_(index) {}

  OwnedPiece shown() const;

  const JsonFile* file_;
  std::uint32_t index_;
};

/// A parsed text. It owns everything its values show, so that the text itself may go.
class JsonFile {
 public:
  /// `name` is what an error calls the text, such as "config.json". Nesting may be as deep as the text is long. Memory:
  /// the length of the text, and 40 bytes for each value in it.
  /// A byte order mark before the text is no part of it.
  /// Throws InputError, which names the byte, if the text is not JSON in UTF-8 (or a file of another kind, foreign.h),
  /// has anything but whitespace after its value, or is longer than 2^28 bytes.
  JsonFile(std::string_view text, std::string_view name);

  JsonValue root() const { return {*this, 0}; }
  const std::string& name() const { return name_; }

 private:
  friend class JsonValue;

  struct Slice {
    std::uint32_t start = 0;
    std::uint32_t length = 0;
  };
  struct Node {
    JsonValue::Type type = JsonValue::Type::null;
    std::uint32_t end = 0;    // index after the last value inside this one: where its next sibling stands
    std::uint32_t count = 0;  // of children
    Slice key;
    Slice text;  // of a text, or of a number as it was written
    union {
      std::int64_t integer = 0;
      double number;
      bool boolean;
    };
  };
  struct Builder;

  [[noreturn]] void refuse(std::size_t byte, const char* why) const;
  std::string_view at(Slice slice) const { return std::string_view(texts_).substr(slice.start, slice.length); }

  std::string name_;
  std::string texts_;  // keys, texts and numbers, one after the other
  std::vector<Node> nodes_;
};

class JsonValue::Children {
 public:
  struct Iterator {
    JsonValue value;
    const JsonValue& operator*() const { return value; }
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return value.index_ != other.value.index_; }
  };
  Iterator begin() const { return {{*parent_.file_, parent_.index_ + 1}}; }
  Iterator end() const { return {{*parent_.file_, parent_.file_->nodes_[parent_.index_].end}}; }

 private:
  friend class JsonValue;
  explicit Children(JsonValue parent) : parent_(parent) {}

  JsonValue parent_;
};

inline JsonValue::Children::Iterator& JsonValue::Children::Iterator::operator++() {
  value.index_ = value.file_->nodes_[value.index_].end;
  return *this;
}

}  // namespace attention
