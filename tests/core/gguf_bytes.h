// GGUF files put together by hand.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

template <class Number>
std::string bytesOf(Number number) {
  return std::string(reinterpret_cast<const char*>(&number), sizeof number);
}

inline std::string ggufText(std::string_view text) { return bytesOf(std::uint64_t{text.size()}) + std::string(text); }

/// Values, each with its type before it.
inline std::string ggufU32(std::uint32_t number) { return bytesOf(std::uint32_t{4}) + bytesOf(number); }
inline std::string ggufString(std::string_view text) { return bytesOf(std::uint32_t{8}) + ggufText(text); }
inline std::string ggufList(std::uint32_t type, std::uint64_t count, std::string_view elements) {
  return bytesOf(std::uint32_t{9}) + bytesOf(type) + bytesOf(count) + std::string(elements);
}

struct GgufBytes {
  std::string entries{};
  std::uint64_t entry_count = 0;
  std::string tensors{};
  std::uint64_t tensor_count = 0;
  std::uint32_t version = 3;

  GgufBytes& entry(std::string_view key, std::string_view value_with_type) {
    entries += ggufText(key) + std::string(value_with_type);
    ++entry_count;
    return *this;
  }

  /// extents: as GGUF has them, that of a row first.
  GgufBytes& tensor(std::string_view name, std::initializer_list<std::uint64_t> extents, std::uint32_t type,
                    std::uint64_t offset) {
    tensors += ggufText(name) + bytesOf(static_cast<std::uint32_t>(extents.size()));
    for (const std::uint64_t extent : extents) tensors += bytesOf(extent);
    tensors += bytesOf(type) + bytesOf(offset);
    ++tensor_count;
    return *this;
  }

  std::string header() const {
    return "GGUF" + bytesOf(version) + bytesOf(tensor_count) + bytesOf(entry_count) + entries + tensors;
  }

  std::string with(std::string_view data, std::size_t alignment = 32) const {
    std::string file = header();
    file.resize((file.size() + alignment - 1) / alignment * alignment);
    return file.append(data);
  }
};
