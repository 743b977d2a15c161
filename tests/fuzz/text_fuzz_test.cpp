#include "text_fuzz.h"

#include <set>

#include "doctest.h"
#include "mutated.h"

namespace {

struct Outcome {
  int accepted = 0;
  std::set<std::string> refusals;
};

template <class Body, class Seed>
Outcome damaged(int times, unsigned random_seed, Body body, Seed seed) {
  attention::NumpyRandom random(random_seed);
  Outcome outcome;
  for (int kind = 0; kind < kTextSeeds; ++kind) {
    REQUIRE(body(seed(kind)) == "");
    std::string text = seed(kind);
    for (int i = 0; i < times; ++i) {
      text = mutated(i % 50 == 0 ? seed(kind) : text, random);  // damage upon damage
      text.resize(std::min<std::size_t>(text.size(), 2000));
      const std::string refusal = body(text);
      if (refusal.empty()) ++outcome.accepted;
      outcome.refusals.insert(refusal);
    }
  }
  return outcome;
}

}  // namespace

TEST_CASE("thousands of damaged sentences are read or refused") {
  const Outcome outcome = damaged(1500, 4, fuzzSentence, textSeed);
  CHECK(outcome.accepted > 300);
  CHECK(outcome.refusals.size() > 100);
}

TEST_CASE("thousands of damaged texts give vocabularies or are refused") {
  const Outcome outcome = damaged(700, 5, fuzzCorpus, textSeed);
  CHECK(outcome.accepted > 100);
  CHECK(outcome.refusals.size() > 30);
}

TEST_CASE("thousands of damaged decimals are read as the C library reads them, or not at all") {
  const Outcome outcome = damaged(20000, 6, fuzzDecimal, decimalSeed);
  CHECK(outcome.accepted > 1000);
  CHECK(outcome.refusals.size() == 3);
}
