#include "post_golden.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "post_golden_text.h"

namespace golden {

namespace {

using attention::Departures;
using attention::Matrix;
using attention::Variant;
using attention::Vector;

struct File {
  std::vector<Run> runs;
  std::vector<Run> stopping_runs;
  std::vector<Record> batches;
};

File parse(const char* text) {
  std::vector<Run> all;
  File file;
  Record* record = nullptr;
  for (auto& [name, values] : linesOf(text)) {
    if (name == "case") record = &all.emplace_back().head;
    if (name == "sentence") record = &all.back().sentences.emplace_back();
    if (name == "batch") record = &file.batches.emplace_back();
    record->add(name, std::move(values));
  }
  for (Run& run : all) (run.stops() ? file.stopping_runs : file.runs).push_back(std::move(run));
  return file;
}

const File& file() {
  static const File parsed = parse(kPostGolden);
  return parsed;
}

Variant Departures::*switchNamed(const std::string& name) {
  static const std::map<std::string, Variant Departures::*> switches = {{"normalisation", &Departures::normalisation},
                                                                        {"context", &Departures::context},
                                                                        {"query", &Departures::query},
                                                                        {"values", &Departures::values},
                                                                        {"lookup", &Departures::lookup}};
  return switches.at(name);
}

}  // namespace

attention::PostOptions Run::options() const {
  attention::PostOptions result;
  result.sentences.clear();
  for (const Record& sentence : sentences) result.sentences.push_back(sentence.text("sentence"));
  result.seed = std::stoll(head.text("seed"));
  result.dimensions = head.integer("dimensions");
  result.context = head.integer("context");
  if (!head.texts("word").empty()) result.word = head.text("word");
  for (const std::string& name : head.texts("corrected")) result.departures.*switchNamed(name) = Variant::corrected;
  return result;
}

const std::vector<Run>& runs() { return file().runs; }

const std::vector<Run>& stoppingRuns() { return file().stopping_runs; }

const std::vector<Record>& batches() { return file().batches; }

std::string difference(const Vector& actual, const Vector& expected) {
  std::ostringstream text;
  text.precision(17);
  if (actual.size() != expected.size()) {
    text << actual.size() << " numbers, not " << expected.size();
    return text.str();
  }
  for (Eigen::Index i = 0; i < actual.size(); ++i) {
    const bool is_close = std::abs(actual[i] - expected[i]) <= 1e-12 * std::max(1.0, std::abs(expected[i]));
    if (!is_close) text << actual[i] << ", not " << expected[i] << ", at " << i << "; ";
  }
  return text.str();
}

Vector flat(const attention::MatrixView& matrix) { return matrix.reshaped<Eigen::RowMajor>(); }

Matrix toMatrix(const Vector& numbers, Eigen::Index columns) {
  return numbers.reshaped<Eigen::RowMajor>(numbers.size() / columns, columns);
}

}  // namespace golden
