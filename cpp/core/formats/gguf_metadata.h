// The keys and values of a GGUF file: what of, and how they are asked for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/input_error.h"

namespace attention {

/// One value, checked to lie whole in the file. It does not say its place: GgufMetadata does.
struct GgufValue {
  /// As the format numbers them.
  enum class Type : std::uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, text, list, u64, i64, f64 };

  Type type;
  std::string_view bytes;      // of a text the text; of a list all elements, texts with their lengths before them
  Type element_type{};         // of a list
  std::uint64_t elements = 0;  // of a list
};

inline constexpr std::uint32_t kGgufTypes = 13;

/// Bytes of a value of this type; 0 for texts and lists.
std::uint64_t bytesOfOne(GgufValue::Type type);

struct GgufEntry {
  std::string_view key;
  GgufValue value;
};

/// An entry for people: `general.alignment`, `uint32`, `32`. A list is `string[512]`, of which the first elements are
/// shown. Texts are in quotes and cut after 60 bytes.
struct ShownEntry {
  std::string key;
  std::string type;
  std::string value;
};

class GgufMetadata {
 public:
  /// file: what errors call it.
  explicit GgufMetadata(std::string_view file) : file_(file) {}

  bool has(std::string_view key) const { return find(key) != nullptr; }

  // Each throws InputError that names file and key and quotes the value if there is none, or another is wanted.
  /// Any kind of whole number within the closed range.
  std::int64_t integer(std::string_view key, std::int64_t minimum, std::int64_t maximum) const;
  /// A finite number of any kind.
  double number(std::string_view key) const;
  bool boolean(std::string_view key) const;
  std::string_view text(std::string_view key) const;
  std::vector<std::string_view> texts(std::string_view key) const;
  /// A list of numbers of any one kind, all finite.
  std::vector<double> numbers(std::string_view key) const;

  std::vector<ShownEntry> shown() const;

  /// What errors call a key: `model.gguf: llama.block_count`.
  std::string place(std::string_view key) const;

  std::vector<GgufEntry> entries;

 private:
  const GgufValue* find(std::string_view key) const;
  const GgufValue& at(std::string_view key) const;
  [[noreturn]] void refuseValue(std::string_view key, const GgufValue& value, const char* pattern,
                                std::vector<OwnedPiece> pieces = {}) const;

  std::string file_;
};

}  // namespace attention
