// A hash table from texts, or from pairs of tokens, to numbers. Open addressing in one flat array: looking a pair up is
// what byte-pair encoding does most. It is a fifth of std::unordered_map's code in the wasm.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace attention {

struct TokenPair {
  int left = -1;
  int right = -1;
  bool operator==(const TokenPair&) const = default;
};

/// Multiplied so that the upper bits depend on all the lower ones (Fibonacci hashing).
inline std::uint64_t spreadBits(std::uint64_t bits) { return bits * 0x9E3779B97F4A7C15u; }

inline std::uint64_t hashOf(TokenPair pair) {
  return spreadBits((static_cast<std::uint64_t>(pair.left) << 32) | static_cast<std::uint32_t>(pair.right));
}

inline std::uint64_t hashOf(std::string_view text) {  // FNV-1a
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3u;
  return spreadBits(hash);
}

/// Of a text only the view is kept: the text itself must outlive the table.
template <typename Key>
class HashTable {
 public:
  /// The number of a key; null if it is not there. Valid until the next insertion.
  int* find(const Key& key) {
    Slot& slot = slots_[placeOf(key)];
    return slot.value == kFree ? nullptr : &slot.value;
  }
  const int* find(const Key& key) const { return const_cast<HashTable*>(this)->find(key); }

  /// The number of a key, which becomes `value` if it was not there: any int but the smallest, which marks a free slot.
  int& findOrInsert(const Key& key, int value) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    Slot& slot = slots_[placeOf(key)];
    if (slot.value == kFree) {
      slot = {key, value};
      ++size_;
    }
    return slot.value;
  }

  std::size_t size() const { return size_; }

 private:
  static constexpr int kFree = std::numeric_limits<int>::min();
  struct Slot {
    Key key{};
    int value = kFree;
  };

  /// Where the key is, or the free slot where it would be.
  std::size_t placeOf(const Key& key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = static_cast<std::size_t>(hashOf(key) >> 32) & mask;
    while (slots_[place].value != kFree && !(slots_[place].key == key)) place = (place + 1) & mask;
    return place;
  }

  void grow() {
    const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
    for (const Slot& slot : old) {
      if (slot.value != kFree) slots_[placeOf(slot.key)] = slot;
    }
  }

  std::vector<Slot> slots_ = std::vector<Slot>(16);  // a power of two, at most half of them taken
  std::size_t size_ = 0;
};

using PairTable = HashTable<TokenPair>;
using TextTable = HashTable<std::string_view>;

}  // namespace attention
