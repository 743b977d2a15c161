#include "checkpoint_fuzz.h"

#include <set>

#include "doctest.h"
#include "mutated.h"

using attention::NumpyRandom;

namespace {

/// A message without its numbers and quotations: what kind it is.
std::string kindOf(const std::string& message) {
  std::string kind;
  bool is_quoted = false;
  for (const char c : message) {
    if (c == '"') is_quoted = !is_quoted;
    if (!is_quoted && !(c >= '0' && c <= '9')) kind += c;
  }
  return kind;
}

struct Outcome {
  int accepted = 0;
  std::set<std::string> refusals;
};

template <class Body>
void run(int times, const std::string& seed, NumpyRandom& random, Body body, Outcome& outcome) {
  REQUIRE(body(seed) == "");
  for (int i = 0; i < times; ++i) {
    const std::string refusal = body(mutated(seed, random));
    if (refusal.empty()) ++outcome.accepted;
    if (!refusal.empty()) outcome.refusals.insert(kindOf(refusal));
  }
}

}  // namespace

TEST_CASE("thousands of damaged checkpoints are read or refused, and nothing else") {
  NumpyRandom random(1);
  Outcome outcome;
  for (int kind = 0; kind < kCheckpointSeeds; ++kind) run(5000, checkpointSeed(kind), random, fuzzCheckpoint, outcome);
  CHECK(outcome.accepted > 100);
  CHECK(outcome.refusals.size() > 90);
}

TEST_CASE("thousands of damaged training states are read or refused, and nothing else") {
  NumpyRandom random(2);
  Outcome outcome;
  run(7000, trainingStateSeed(), random, fuzzTrainingState, outcome);
  CHECK(outcome.accepted > 50);
  CHECK(outcome.refusals.size() > 40);
}
