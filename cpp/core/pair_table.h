// A hash table from pairs of token ids to numbers, for byte-pair encoding. Open addressing in one flat array: looking a
// pair up is what encoding does most.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace attention {

struct TokenPair {
  int left = -1;
  int right = -1;
  bool operator==(const TokenPair&) const = default;
};

class PairTable {
 public:
  /// The number of a pair, or -1. Pairs have ids >= 0.
  int find(TokenPair pair) const;
  /// The number of a pair; `value` (>= 0) becomes it if the pair was not there.
  int findOrInsert(TokenPair pair, int value);

 private:
  struct Slot {
    TokenPair pair;
    int value = -1;
  };
  std::size_t slotOf(TokenPair pair) const;
  void grow();

  std::vector<Slot> slots_ = std::vector<Slot>(16);  // a power of two, at most half of them taken
  std::size_t size_ = 0;
};

}  // namespace attention
