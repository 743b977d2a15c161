// config.json as a GGUF file's keys tell it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/gguf.h"

namespace attention {

/// The keys that begin with the architecture's name. Sizes are from 1 to 2^24, so that products of two fit easily.
class GgufSizes {
 public:
  GgufSizes(const GgufMetadata& metadata, std::string_view architecture)
      : metadata_(metadata), prefix_(std::string(architecture) + '.') {}

  bool has(std::string_view key) const { return metadata_.has(prefix_ + std::string(key)); }
  std::int64_t size(std::string_view key) const { return metadata_.integer(prefix_ + std::string(key), 1, kMost); }
  std::int64_t size(std::string_view key, std::int64_t otherwise) const { return has(key) ? size(key) : otherwise; }
  float number(std::string_view key) const { return static_cast<float>(metadata_.number(prefix_ + std::string(key))); }
  float number(std::string_view key, float otherwise) const { return has(key) ? number(key) : otherwise; }
  bool boolean(std::string_view key) const { return metadata_.boolean(prefix_ + std::string(key)); }
  std::string_view text(std::string_view key) const { return metadata_.text(prefix_ + std::string(key)); }

  std::int64_t heads() const { return size("attention.head_count"); }
  std::int64_t keyValueHeads() const { return size("attention.head_count_kv", heads()); }
  std::int64_t headSize() const {
    return size("attention.key_length", std::max<std::int64_t>(1, size("embedding_length") / heads()));
  }
  float rotaryFraction() const {
    const std::int64_t head = headSize();
    return static_cast<float>(size("rope.dimension_count", head)) / static_cast<float>(head);
  }
  bool scalesRope() const { return has("rope.scaling.type") && text("rope.scaling.type") != "none"; }

 private:
  static constexpr std::int64_t kMost = 1 << 24;

  const GgufMetadata& metadata_;
  std::string prefix_;
};

/// What config.json calls an architecture.
struct ModelType {
  std::string_view name;
  std::string_view model_class;
};

/// The text. Nothing if rope_freqs lies beyond `beginning`. Throws as `translated` does (gguf_model.h).
std::optional<std::string> configOf(const Gguf& gguf, const GgufSizes& sizes, ModelType type,
                                    std::string_view beginning);

}  // namespace attention
