#include "text/bpe_training.h"

#include <map>
#include <string>

#include "doctest.h"

using attention::CountedWord;
using attention::Merge;
using attention::TokenPair;
using attention::trainMerges;

namespace {

struct Word {
  std::vector<int> tokens;
  int count;
};

void join(std::vector<int>& tokens, const Merge& merge) {
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (!(TokenPair{tokens[i], tokens[i + 1]} == merge.pair)) continue;
    tokens[i] = merge.result;
    tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
}

/// The definition: counts everything again before each merge.
std::vector<Merge> trainSlowly(const std::vector<CountedWord>& words, int most) {
  std::vector<Word> corpus;
  for (const CountedWord& word : words) {
    corpus.push_back({{}, word.count});
    for (const char byte : word.bytes) corpus.back().tokens.push_back(static_cast<unsigned char>(byte));
  }
  std::vector<Merge> merges;
  while (static_cast<int>(merges.size()) < most) {
    std::map<std::pair<int, int>, int> counts;  // in the order in which ties are broken
    for (const Word& word : corpus) {
      for (std::size_t i = 0; i + 1 < word.tokens.size(); ++i)
        counts[{word.tokens[i], word.tokens[i + 1]}] += word.count;
    }
    auto best = counts.begin();
    for (auto pair = counts.begin(); pair != counts.end(); ++pair) {
      if (pair->second > best->second) best = pair;
    }
    if (best == counts.end() || best->second < 2) break;
    merges.push_back({{best->first.first, best->first.second}, 256 + static_cast<int>(merges.size())});
    for (Word& word : corpus) join(word.tokens, merges.back());
  }
  return merges;
}

void checkSame(const std::vector<Merge>& actual, const std::vector<Merge>& expected) {
  REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    CHECK(actual[i].pair == expected[i].pair);
    CHECK(actual[i].result == expected[i].result);
  }
}

}  // namespace

TEST_CASE("the most frequent pair is merged first") {
  // The example of Sennrich et al., without its marks of words' ends.
  const auto merges = trainMerges({{"low", 5}, {"lower", 2}, {"newest", 6}, {"widest", 3}}, 3);
  REQUIRE(merges.size() == 3);
  CHECK(merges[0].pair == TokenPair{'e', 's'});
  CHECK(merges[1].pair == TokenPair{256, 't'});
  CHECK(merges[2].pair == TokenPair{'l', 'o'});
}

TEST_CASE("of equally frequent pairs the smaller ids are merged") {
  const auto merges = trainMerges({{"xy", 2}, {"ba", 2}, {"bc", 2}}, 10);
  REQUIRE(merges.size() == 3);
  CHECK(merges[0].pair == TokenPair{'b', 'a'});
  CHECK(merges[1].pair == TokenPair{'b', 'c'});
  CHECK(merges[2].pair == TokenPair{'x', 'y'});
}

TEST_CASE("training stops when no pair is there twice") {
  CHECK(trainMerges({}, 10).empty());
  CHECK(trainMerges({{"abc", 1}}, 10).empty());
  CHECK(trainMerges({{"a", 1000}}, 10).empty());
  CHECK(trainMerges({{"ab", 2}}, 10).size() == 1);
  CHECK(trainMerges({{"ab", 2}}, 0).empty());
}

TEST_CASE("a run of one byte is merged from the left") {
  checkSame(trainMerges({{"aaaaaaa", 1}}, 10), {{{'a', 'a'}, 256}, {{256, 256}, 257}});
  checkSame(trainMerges({{"aaaaaaa", 1}}, 10), trainSlowly({{"aaaaaaa", 1}}, 10));
}

TEST_CASE("counts that are kept up to date give the merges that counting again gives") {
  std::uint32_t state = 11;
  const auto below = [&](std::uint32_t n) {
    state = state * 1664525u + 1013904223u;
    return static_cast<int>((state >> 8) % n);
  };
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> texts;
    const auto letters = static_cast<std::uint32_t>(1 + below(6));
    for (int i = 0; i < 12; ++i) {
      texts.emplace_back();
      for (int n = below(30); n > 0; --n)
        texts.back() += static_cast<char>(below(2) ? 'a' + below(letters) : 255 - below(letters));
    }
    std::vector<CountedWord> words;
    for (const std::string& text : texts) words.push_back({text, 1 + below(4)});
    checkSame(trainMerges(words, 80), trainSlowly(words, 80));
  }
}
