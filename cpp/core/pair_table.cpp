#include "pair_table.h"

#include <utility>

namespace attention {

/// Where the pair is, or the free slot where it would be.
std::size_t PairTable::slotOf(TokenPair pair) const {
  std::uint64_t hash = (static_cast<std::uint64_t>(pair.left) << 32) | static_cast<std::uint32_t>(pair.right);
  hash *= 0x9E3779B97F4A7C15u;  // Fibonacci hashing: the upper bits are well mixed
  std::size_t slot = static_cast<std::size_t>(hash >> 32) & (slots_.size() - 1);
  while (slots_[slot].value >= 0 && !(slots_[slot].pair == pair)) slot = (slot + 1) & (slots_.size() - 1);
  return slot;
}

int PairTable::find(TokenPair pair) const { return slots_[slotOf(pair)].value; }

int PairTable::findOrInsert(TokenPair pair, int value) {
  const std::size_t found = slotOf(pair);
  if (slots_[found].value >= 0) return slots_[found].value;
  if (2 * (size_ + 1) > slots_.size()) grow();
  slots_[slotOf(pair)] = {pair, value};
  ++size_;
  return value;
}

void PairTable::grow() {
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
  for (const Slot& slot : old) {
    if (slot.value >= 0) slots_[slotOf(slot.pair)] = slot;
  }
}

}  // namespace attention
