// Byte-pair encoding with merges that are there already: of all neighbours that a merge joins, those of the earliest
// merge are joined first, the leftmost of them before the others, until no merge applies. Several merges can be equally
// early: SentencePiece's go by the score of what they make.
// Source: R. Sennrich, B. Haddow, A. Birch, "Neural Machine Translation of Rare Words with Subword Units", ACL 2016.
#pragma once

#include <cstdint>
#include <vector>

#include "base/built_for.h"
#include "base/hash_table.h"

namespace attention {

struct Merge {
  TokenPair pair;
  int result;
};

/// Merges in their order, the rank, and a way to find one.
class Merges {
 public:
  /// Both must outlive it and stay as they are. orders: [merges] how early each is, from 0 on; null or empty: its rank.
  explicit Merges(const std::vector<Merge>& merges, const ListOfEveryModel<int>* orders = nullptr);

  /// The rank of the merge that joins the pair, or -1. Of two that join the same pair, the first counts.
  int rankOf(TokenPair pair) const {
    const int* rank = ranks_.find(pair);
    return rank ? *rank : -1;
  }
  const Merge& operator[](int rank) const { return merges_[static_cast<std::size_t>(rank)]; }

  int orderOf(int rank) const { return hasOrders() ? (*orders_)[static_cast<std::size_t>(rank)] : rank; }
  /// The rank of the merge that joins the pair, if it is one that is so early; or -1.
  int rankOf(TokenPair pair, int order) const {
    if (hasOrders()) {
      const int rank = rankOf(pair);
      return rank >= 0 && orderOf(rank) == order ? rank : -1;
    }
    return (*this)[order].pair == pair ? order : -1;
  }

 private:
  bool hasOrders() const { return kEveryModel && orders_ && !orders_->empty(); }

  const std::vector<Merge>& merges_;
  const ListOfEveryModel<int>* orders_;
  PairTable ranks_;
};

/// Keeps its memory from one call to the next.
class BpeEncoder {
 public:
  /// `merges` must outlive it.
  explicit BpeEncoder(const Merges& merges) : merges_(merges) {}

  /// Replaces the tokens from `start` to the end by what they merge to. At most 2^31 - 1 of them; time
  /// n log n in their number.
  void mergeFrom(std::size_t start, std::vector<int>& tokens);

 private:
  struct Symbol {
    int token;  // -1: joined to the one before it
    int previous;
    int next;  // -1: none
  };
  void offer(int place);
  void join(int place, int result);

  const Merges& merges_;
  std::vector<Symbol> symbols_;
  std::vector<std::uint64_t> heap_;  // order and place of a pair that may be joined, the smallest on top
};

}  // namespace attention
