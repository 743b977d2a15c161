#include "text/unigram.h"

#include "doctest.h"

using attention::Unigram;
using Ids = std::vector<int>;

namespace {

Ids idsOf(const Unigram& unigram, std::string_view text) {
  Ids ids;
  for (const Unigram::Found& found : unigram.cut(text)) ids.push_back(found.id);
  return ids;
}

}  // namespace

TEST_CASE("the pieces with the largest sum of scores are taken, not the longest") {
  const Unigram unigram({{"a", -1}, {"b", -1}, {"ab", -3}, {"abc", -4}, {"c", -1.5}});
  CHECK(idsOf(unigram, "ab") == Ids{0, 1});
  CHECK(idsOf(unigram, "abc") == Ids{0, 1, 4});
  CHECK(idsOf(Unigram({{"a", -1}, {"b", -1}, {"ab", -1.5}}), "aab") == Ids{0, 2});
  CHECK(idsOf(unigram, "").empty());
}

TEST_CASE("of equal sums the longest last piece is taken") {
  CHECK(idsOf(Unigram({{"a", -1}, {"aa", -1}, {"x", -9}}), "aaa") == Ids{0, 1});
}

TEST_CASE("a character that is no piece costs ten more than the least likely piece") {
  const std::vector<Unigram::Scored> pieces{{"a", -1}, {"aé", -12.5}, {"b", -2}, {"", -1}};
  CHECK(idsOf(Unigram(pieces), "aéb狐") == Ids{1, 2, -1});
  const std::vector<Unigram::Found> found = Unigram(pieces).cut("é狐");
  REQUIRE(found.size() == 2);
  CHECK(found[0].length == 2);
  CHECK(found[1].length == 3);
}
