#include "text/bpe.h"

#include <algorithm>
#include <functional>

namespace attention {

Merges::Merges(const std::vector<Merge>& merges, const ListOfEveryModel<int>* orders)
    : merges_(merges), orders_(orders) {
  for (std::size_t rank = 0; rank < merges_.size(); ++rank) {
    ranks_.findOrInsert(merges_[rank].pair, static_cast<int>(rank));
  }
}

/// Puts the pair of a place and its next one on the heap, if a merge joins them.
void BpeEncoder::offer(int place) {
  const Symbol& left = symbols_[static_cast<std::size_t>(place)];
  const int rank = merges_.rankOf({left.token, symbols_[static_cast<std::size_t>(left.next)].token});
  if (rank < 0) return;
  const auto order = static_cast<std::uint64_t>(merges_.orderOf(rank));
  heap_.push_back((order << 32) | static_cast<std::uint32_t>(place));
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

void BpeEncoder::join(int place, int result) {
  Symbol& left = symbols_[static_cast<std::size_t>(place)];
  Symbol& right = symbols_[static_cast<std::size_t>(left.next)];
  left.token = result;
  left.next = right.next;
  right.token = -1;
  if (left.next >= 0) symbols_[static_cast<std::size_t>(left.next)].previous = place;
  if (left.next >= 0) offer(place);
  if (left.previous >= 0) offer(left.previous);
}

void BpeEncoder::mergeFrom(std::size_t start, std::vector<int>& tokens) {
  const int length = static_cast<int>(tokens.size() - start);
  symbols_.clear();
  for (int i = 0; i < length; ++i) {
    symbols_.push_back({tokens[start + static_cast<std::size_t>(i)], i - 1, i + 1 < length ? i + 1 : -1});
  }
  for (int i = 0; i + 1 < length; ++i) offer(i);
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    const auto place = static_cast<std::uint32_t>(heap_.back());
    const int order = static_cast<int>(heap_.back() >> 32);
    heap_.pop_back();
    // The pair may be gone by now: one of the two was joined to its other neighbour.
    const Symbol& left = symbols_[place];
    const int right = left.next < 0 ? -1 : symbols_[static_cast<std::size_t>(left.next)].token;
    const int rank = merges_.rankOf({left.token, right}, order);
    if (rank >= 0) join(static_cast<int>(place), merges_[rank].result);
  }
  tokens.resize(start);
  for (const Symbol& symbol : symbols_) {
    if (symbol.token >= 0) tokens.push_back(symbol.token);
  }
}

}  // namespace attention
