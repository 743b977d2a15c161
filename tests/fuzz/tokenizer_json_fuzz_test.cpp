#include "tokenizer_json_fuzz.h"

#include <set>

#include "doctest.h"
#include "mutated.h"

TEST_CASE("files of tokenizers that could be trouble are refused") {
  const std::string ends = R"(,"pre_tokenizer":{"type":"ByteLevel"},"decoder":{"type":"ByteLevel"}})";
  for (const std::string& file : {
           std::string(),
           std::string("\0", 1),
           std::string("null"),
           std::string(R"({"model":null})"),
           std::string(R"({"model":{"type":null}})"),
           std::string(R"({"model":{"type":"BPE"},"pre_tokenizer":null})"),
           R"({"model":{"vocab":{"\udc00":0},"merges":[]})" + ends,
           R"({"model":{"vocab":{"":0},"merges":[" "]})" + ends,
           R"({"model":{"vocab":{"a":4294967296},"merges":[]})" + ends,
           std::string(R"({"model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"b"},)"
                       R"("pre_tokenizer":{"type":"WhitespaceSplit"}})"),
           std::string(100'000, '{'),
           std::string(100'000, '['),
       }) {
    INFO(file.substr(0, 100));
    CHECK(!fuzzTokenizerJson(file).empty());
  }
}

TEST_CASE("thousands of damaged tokenizers are refused or work") {
  attention::NumpyRandom random(3);
  int accepted = 0;
  std::set<std::string> refusals;
  for (int kind = 0; kind < kTokenizerSeeds; ++kind) {
    const std::string seed = tokenizerSeed(kind);
    REQUIRE(fuzzTokenizerJson(seed) == "");
    for (int i = 0; i < 2000; ++i) {
      const std::string refusal = fuzzTokenizerJson(mutated(seed, random));
      if (refusal.empty()) ++accepted;
      refusals.insert(refusal);
    }
  }
  CHECK(accepted > 100);  // some damage hurts nothing
  CHECK(refusals.size() > 500);
}
