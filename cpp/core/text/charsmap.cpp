#include "text/charsmap.h"

#include <cstddef>
#include <cstdint>

#include "base/input_error.h"
#include "base/utf8.h"

namespace attention {

namespace {

constexpr std::size_t kWord = 4;  // bytes

std::uint32_t wordAt(std::string_view bytes, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = kWord; i-- > 0;) word = (word << 8) | static_cast<unsigned char>(bytes[at + i]);
  return word;
}

bool isInCharacter(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u;
}

class Map {
 public:
  explicit Map(std::string_view bytes)
      : units_(bytes.substr(kWord, wordAt(bytes, 0))), texts_(bytes.substr(kWord + wordAt(bytes, 0))) {}

  struct Found {
    std::size_t length = 0;  // of what is replaced
    std::string_view by{};
  };

  /// The longest text of the map that stands at `at`.
  Found find(std::string_view text, std::size_t at) const {
    Found found;
    std::size_t place = offsetOf(unit(0));
    for (std::size_t i = at; i < text.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      place ^= byte;
      const std::uint32_t next = unit(place);
      if ((next & (kIsValue | 0xFFu)) != byte) break;
      place ^= offsetOf(next);
      if ((next & kHasValue) == 0 || isInCharacter(text, i + 1)) continue;
      const std::size_t value = unit(place) & ~kIsValue;
      if (value >= texts_.size() || isInCharacter(texts_, value)) continue;
      found = {i + 1 - at, texts_.substr(value, texts_.find('\0', value) - value)};
    }
    return found;
  }

 private:
  static constexpr std::uint32_t kIsValue = std::uint32_t{1} << 31;
  static constexpr std::uint32_t kHasValue = 1u << 8;

  /// Beyond the trie there is nothing that any byte goes on to.
  std::uint32_t unit(std::size_t place) const {
    return place < units_.size() / kWord ? wordAt(units_, kWord * place) : kIsValue;
  }
  static std::size_t offsetOf(std::uint32_t unit) { return (unit >> 10) << ((unit & (1u << 9)) >> 6); }

  std::string_view units_;
  std::string_view texts_;
};

}  // namespace

void requireCharsmap(std::string_view bytes, std::string_view name) {
  if (bytes.size() < kWord || wordAt(bytes, 0) > bytes.size() - kWord || wordAt(bytes, 0) % kWord != 0) {
    refuse(name, "must begin with the size of its trie, which ends before its {} bytes do", {bytes.size()});
  }
  const std::string_view texts = bytes.substr(kWord + wordAt(bytes, 0));
  if (!texts.ends_with('\0')) refuse(name, "must end in a zero byte");
  requireUtf8(texts, name);
}

std::string mapped(std::string_view text, std::string_view charsmap) {
  const Map map(charsmap);
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const Map::Found found = map.find(text, at);
    const std::size_t length = found.length > 0 ? found.length : decodeUtf8(text, at).length;
    result.append(found.length > 0 ? found.by : text.substr(at, length));
    at += length;
  }
  return result;
}

}  // namespace attention
