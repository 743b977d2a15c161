#include "text/bpe.h"

#include "doctest.h"

using attention::BpeEncoder;
using attention::Merge;
using attention::Merges;
using attention::TokenPair;
using Ids = std::vector<int>;

namespace {

Ids merged(const std::vector<Merge>& list, Ids tokens) {
  const Merges merges(list);
  BpeEncoder encoder(merges);
  encoder.mergeFrom(0, tokens);
  return tokens;
}

/// Joins the leftmost pair of the earliest merge, again and again.
Ids mergedSlowly(const std::vector<Merge>& list, Ids tokens) {
  for (;;) {
    bool has_joined = false;
    for (const Merge& merge : list) {
      for (std::size_t i = 0; i + 1 < tokens.size() && !has_joined; ++i) {
        if (!(TokenPair{tokens[i], tokens[i + 1]} == merge.pair)) continue;
        tokens[i] = merge.result;
        tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        has_joined = true;
      }
      if (has_joined) break;
    }
    if (!has_joined) return tokens;
  }
}

}  // namespace

TEST_CASE("the earliest merge is made first, the leftmost of its pairs before the others") {
  CHECK(merged({{{1, 1}, 10}}, {1, 1, 1}) == Ids{10, 1});
  CHECK(merged({{{1, 1}, 10}, {{10, 10}, 11}}, {1, 1, 1, 1, 1}) == Ids{11, 1});
  CHECK(merged({{{2, 3}, 10}, {{1, 2}, 11}}, {1, 2, 3}) == Ids{1, 10});
  CHECK(merged({{{1, 2}, 11}, {{2, 3}, 10}}, {1, 2, 3}) == Ids{11, 3});
  CHECK(merged({{{1, 2}, 10}, {{1, 10}, 11}, {{10, 1}, 12}}, {1, 1, 2, 1, 2}) == Ids{11, 10});
}

TEST_CASE("nothing is merged where nothing can be") {
  CHECK(merged({}, {1, 2}) == Ids{1, 2});
  CHECK(merged({{{1, 2}, 3}}, {}) == Ids{});
  CHECK(merged({{{1, 2}, 3}}, {1}) == Ids{1});
  CHECK(merged({{{1, 2}, 3}}, {2, 1}) == Ids{2, 1});
}

TEST_CASE("a later merge may make what an earlier one joins") {
  CHECK(merged({{{10, 3}, 11}, {{1, 2}, 10}}, {1, 2, 3, 1, 2, 3}) == Ids{11, 11});
}

TEST_CASE("only the tokens from the start on are merged") {
  const std::vector<Merge> list{{{1, 2}, 3}};
  const Merges merges(list);
  BpeEncoder encoder(merges);
  Ids tokens{1, 2, 1, 2, 1, 2};
  encoder.mergeFrom(3, tokens);
  CHECK(tokens == Ids{1, 2, 1, 2, 3});
  encoder.mergeFrom(0, tokens);
  CHECK(tokens == Ids{3, 3, 3});
}

TEST_CASE("the heap merges what the definition merges") {
  std::uint32_t state = 7;
  const auto below = [&](std::uint32_t n) {
    state = state * 1664525u + 1013904223u;
    return static_cast<int>((state >> 8) % n);
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<Merge> list;
    attention::PairTable seen;
    for (int i = 0; i < 12; ++i) {
      const TokenPair pair{below(static_cast<std::uint32_t>(3 + i)), below(static_cast<std::uint32_t>(3 + i))};
      if (seen.findOrInsert(pair, i) == i) list.push_back({pair, 3 + i});
    }
    Ids tokens;
    for (int i = below(40); i > 0; --i) tokens.push_back(below(3));
    CHECK(merged(list, tokens) == mergedSlowly(list, tokens));
  }
}

TEST_CASE("a table of pairs keeps the first number of each") {
  attention::PairTable table;
  CHECK(!table.find({0, 0}));
  for (int i = 0; i < 1000; ++i) CHECK(table.findOrInsert({i % 40, i / 40}, i) == i);
  for (int i = 0; i < 1000; ++i) CHECK(table.findOrInsert({i % 40, i / 40}, 5000) == i);
  CHECK(*table.find({39, 24}) == 999);
  CHECK(!table.find({24, 39}));
  CHECK(!table.find({2'147'483'647, 2'147'483'647}));
}
