#include "model_files_fuzz.h"

#include <set>

#include "doctest.h"
#include "mutated.h"

namespace {

struct Outcome {
  int accepted = 0;
  std::set<std::string> refusals;  // without numbers and quotations: what kinds there are
};

std::string kindOf(const std::string& message) {
  std::string kind;
  bool is_quoted = false;
  for (const char c : message) {
    if (c == '"') is_quoted = !is_quoted;
    if (!is_quoted && !(c >= '0' && c <= '9')) kind += c;
  }
  return kind;
}

template <class Body, class Seed>
Outcome damaged(int times, int seeds, Body body, Seed seed) {
  attention::NumpyRandom random(15);
  Outcome outcome;
  for (int kind = 0; kind < seeds; ++kind) {
    const std::string bytes = seed(kind);
    for (int i = 0; i < times; ++i) {
      const std::string refusal = body(mutatedBinary(bytes, random));
      if (refusal.empty()) ++outcome.accepted;
      if (!refusal.empty()) outcome.refusals.insert(kindOf(refusal));
    }
  }
  return outcome;
}

}  // namespace

TEST_CASE("thousands of damaged GGUF files are read or refused, and nothing else") {
  const Outcome outcome = damaged(700, kGgufSeeds, fuzzGguf, ggufSeed);
  CHECK(outcome.accepted > 20);
  CHECK(outcome.refusals.size() > 50);
}

TEST_CASE("thousands of damaged llama2.c files are read or refused, and nothing else") {
  const Outcome outcome = damaged(1000, kLlama2cSeeds, fuzzLlama2c, llama2cSeed);
  CHECK(outcome.refusals.size() > 10);
}

TEST_CASE("thousands of damaged safetensors files are read or refused, and nothing else") {
  for (int kind = 0; kind < kSafetensorsSeeds; ++kind) REQUIRE(fuzzSafetensors(safetensorsSeed(kind)) == "");
  const Outcome outcome = damaged(2000, kSafetensorsSeeds, fuzzSafetensors, safetensorsSeed);
  CHECK(outcome.accepted > 20);
  CHECK(outcome.refusals.size() > 30);
}
