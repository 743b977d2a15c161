// Of all ways to cut a text into pieces, the one whose scores, logarithms of the pieces' probabilities, have the
// largest sum (Viterbi's algorithm). Of equal sums the one with the longest last piece, then the longest before it.
// Source: T. Kudo, "Subword Regularization: Improving Neural Network Translation Models with Multiple Subword
// Candidates", ACL 2018.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace attention {

class Unigram {
 public:
  /// A piece with its score; where two have the same text, the first counts. The texts must outlive it.
  struct Scored {
    std::string_view text;
    double score;
  };
  /// `pieces` have ids from 0 on; those that are empty are passed over.
  explicit Unigram(const std::vector<Scored>& pieces);

  struct Found {
    int id;  // -1: a character without a piece
    std::size_t length;
  };
  /// The pieces of a UTF-8 text, in order. A character that is no piece costs ten more than the piece with the smallest
  /// score. Time: the bytes of the text times those of its longest piece.
  std::vector<Found> cut(std::string_view text) const;

 private:
  struct Range {
    std::size_t begin;
    std::size_t end;
  };
  void narrow(Range& range, std::size_t depth, char byte) const;

  struct Entry {
    std::string_view text;
    double score;
    int id;
  };
  std::vector<Entry> sorted_{};  // by their bytes
  double unknown_score_ = 0;
};

}  // namespace attention
