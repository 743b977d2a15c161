#include "text/bpe_training.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace attention {

namespace {

constexpr int kBytes = 256;

struct Symbol {
  int token;  // -1: joined to the one before it
  int previous;
  int next;   // -1: none
  int count;  // of the word it is in
};

struct Pair {
  TokenPair tokens;
  int count = 0;
  std::vector<int> places{};  // of the left token, in order; at some the pair may be gone by now
};

/// A pair with the count that it had when it was put on the heap: since then it can only have become smaller.
struct Candidate {
  int count;
  TokenPair tokens;
  int number;

  bool operator<(const Candidate& other) const {  // so that the one to merge is the largest
    if (count != other.count) return count < other.count;
    if (tokens.left != other.tokens.left) return tokens.left > other.tokens.left;
    return tokens.right > other.tokens.right;
  }
};

class MergeLearner {
 public:
  explicit MergeLearner(const std::vector<CountedWord>& words);

  /// The pair to merge next; its count is below 2 when there is none.
  Candidate best();
  void merge(int number, int result);

 private:
  Symbol& at(int place) { return symbols_[static_cast<std::size_t>(place)]; }
  Pair& pairAt(int number) { return pairs_[static_cast<std::size_t>(number)]; }
  TokenPair tokensAt(int place) { return {at(place).token, at(at(place).next).token}; }
  void addWord(const CountedWord& word);
  void addPair(int place);
  void removePair(int place);
  void join(int place, int result);
  void offerFrom(std::size_t number);
  void push(const Candidate& candidate);

  std::vector<Symbol> symbols_;
  std::vector<Pair> pairs_;
  PairTable numbers_;  // of pairs in pairs_
  std::vector<Candidate> heap_;
};

MergeLearner::MergeLearner(const std::vector<CountedWord>& words) {
  for (const CountedWord& word : words) addWord(word);
  for (std::size_t place = 0; place < symbols_.size(); ++place) {
    if (symbols_[place].next >= 0) addPair(static_cast<int>(place));
  }
  offerFrom(0);
}

void MergeLearner::addWord(const CountedWord& word) {
  const auto start = static_cast<int>(symbols_.size());
  const int end = start + static_cast<int>(word.bytes.size());
  int place = start;
  for (const char byte : word.bytes) {
    const int previous = place == start ? -1 : place - 1;
    const int next = place + 1 == end ? -1 : place + 1;
    symbols_.push_back({static_cast<unsigned char>(byte), previous, next, word.count});
    ++place;
  }
}

void MergeLearner::addPair(int place) {
  const int number = numbers_.findOrInsert(tokensAt(place), static_cast<int>(pairs_.size()));
  if (number == static_cast<int>(pairs_.size())) pairs_.push_back({tokensAt(place)});
  pairAt(number).count += at(place).count;
  pairAt(number).places.push_back(place);
}

void MergeLearner::removePair(int place) { pairAt(*numbers_.find(tokensAt(place))).count -= at(place).count; }

void MergeLearner::join(int place, int result) {
  Symbol& left = at(place);
  Symbol& right = at(left.next);
  removePair(place);
  if (left.previous >= 0) removePair(left.previous);
  if (right.next >= 0) removePair(left.next);
  left.token = result;
  left.next = right.next;
  right.token = -1;
  if (left.next >= 0) at(left.next).previous = place;
  if (left.previous >= 0) addPair(left.previous);
  if (left.next >= 0) addPair(place);
}

void MergeLearner::merge(int number, int result) {
  const std::size_t first_new = pairs_.size();
  const TokenPair tokens = pairAt(number).tokens;
  for (const int place : std::exchange(pairAt(number).places, {})) {
    const bool is_there = at(place).token == tokens.left && at(place).next >= 0 && tokensAt(place) == tokens;
    if (is_there) join(place, result);
  }
  offerFrom(first_new);  // only pairs with `result` in them have gained, and they are all new
}

void MergeLearner::offerFrom(std::size_t number) {
  for (; number < pairs_.size(); ++number) {
    push({pairs_[number].count, pairs_[number].tokens, static_cast<int>(number)});
  }
}

void MergeLearner::push(const Candidate& candidate) {
  if (candidate.count < 2) return;
  heap_.push_back(candidate);
  std::push_heap(heap_.begin(), heap_.end());
}

Candidate MergeLearner::best() {
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end());
    Candidate candidate = heap_.back();
    heap_.pop_back();
    const int count = pairAt(candidate.number).count;
    if (count == candidate.count) return candidate;
    candidate.count = count;
    push(candidate);
  }
  return {0, {}, -1};
}

}  // namespace

std::vector<Merge> trainMerges(const std::vector<CountedWord>& words, int most) {
  MergeLearner learner(words);
  std::vector<Merge> merges;
  while (static_cast<int>(merges.size()) < most) {
    const Candidate best = learner.best();
    if (best.count < 2) break;
    const int result = kBytes + static_cast<int>(merges.size());
    learner.merge(best.number, result);
    merges.push_back({best.tokens, result});
  }
  return merges;
}

}  // namespace attention
