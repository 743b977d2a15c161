// The values of tests/reference/post_golden.txt, and how they are compared.
#pragma once

#include <string>
#include <vector>

#include "golden_record.h"
#include "math/matrix.h"
#include "post/run.h"

namespace golden {

struct Run {
  Record head;
  std::vector<Record> sentences;

  attention::PostOptions options() const;
  /// The reference stopped at a KeyError, and there are no results.
  bool stops() const { return head.has("stops"); }
};

/// The runs that have results.
const std::vector<Run>& runs();
const std::vector<Run>& stoppingRuns();

/// Batches of queries.
const std::vector<Record>& batches();

/// Calls `test(run, sentence)` for each sentence of each run that has results.
template <class Test>
void forEachSentence(Test test) {
  for (const Run& run : runs()) {
    for (const Record& sentence : run.sentences) test(run, sentence);
  }
}

/// Empty if both have the same size and |actual - expected| <= 1e-12 * max(1, |expected|) everywhere, else where not.
std::string difference(const attention::Vector& actual, const attention::Vector& expected);

/// A matrix's numbers row by row, as the file has them.
attention::Vector flat(const attention::MatrixView& matrix);

attention::Matrix toMatrix(const attention::Vector& numbers, Eigen::Index columns);

}  // namespace golden
