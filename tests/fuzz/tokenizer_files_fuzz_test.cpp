#include "tokenizer_files_fuzz.h"

#include <set>

#include "doctest.h"
#include "mutated.h"

namespace {

struct Outcome {
  int accepted = 0;
  std::set<std::string> refusals;
};

template <class Body, class Seed>
Outcome damaged(int kinds, int times, unsigned random_seed, Body body, Seed seed) {
  attention::NumpyRandom random(random_seed);
  Outcome outcome;
  for (int kind = 0; kind < kinds; ++kind) {
    REQUIRE(body(seed(kind)) == "");
    for (int i = 0; i < times; ++i) {
      const std::string refusal = body(mutatedBinary(seed(kind), random));
      if (refusal.empty()) ++outcome.accepted;
      outcome.refusals.insert(refusal);
    }
  }
  return outcome;
}

}  // namespace

TEST_CASE("hundreds of damaged SentencePiece models are refused or work") {
  const Outcome outcome = damaged(kSentencePieceSeeds, 100, 7, fuzzSentencePieces, sentencePiecesSeed);
  CHECK(outcome.accepted > 20);
  CHECK(outcome.refusals.size() > 50);
}

TEST_CASE("thousands of damaged vocabularies of llama2.c are refused or work") {
  const Outcome outcome = damaged(kTokenizerBinSeeds, 2000, 8, fuzzTokenizerBin, tokenizerBinSeed);
  CHECK(outcome.accepted > 100);
  CHECK(outcome.refusals.size() > 100);
}
