#include "stories/world.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include "doctest.h"

using namespace attention::stories;

namespace {

/// Whether the same words can be either.
bool canBeSame(const Sentence& a, const Sentence& b) {
  const std::vector<Part> one = partsOf(a), other = partsOf(b);
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](const Part& x, const Part& y) {
    if (x.gap == 0 && y.gap == 0) return x.word == y.word;
    if (x.gap == 'H' || y.gap == 'H') return x.gap == y.gap;
    if (x.gap != 0 && y.gap != 0) return kindOf(x.gap) == kindOf(y.gap);
    return isOf(kindOf(x.gap == 0 ? y.gap : x.gap), x.gap == 0 ? x.word : y.word);
  });
}

bool tells(Role role) {
  return role == Role::told || role == Role::rare || role == Role::unseen || role == Role::moved;
}

}  // namespace

TEST_CASE("the story world has 200 to 400 words, each of which is of one kind at most") {
  const std::vector<std::string_view> words = vocabulary();
  CHECK(words.size() >= 200);
  CHECK(words.size() <= 400);
  CHECK(std::set(words.begin(), words.end()).size() == words.size());
  for (const std::string_view word : words) {
    int kinds = 0;
    for (const Kind kind : kKinds) kinds += isOf(kind, word);
    CAPTURE(word);
    CHECK(kinds <= 1);
  }
}

TEST_CASE("words are alike that are of one kind") {
  CHECK(wordsLike("hall").data() == wordsOf(Kind::place).data());
  CHECK(wordsLike("anna").size() == 24);
  CHECK(wordsLike("the").empty());
}

TEST_CASE("everybody likes something that nobody else does") {
  for (const std::string_view person : wordsOf(Kind::person)) CHECK(admirerOf(favouriteOf(person)) == person);
  CHECK(wordsOf(Kind::food).size() == wordsOf(Kind::person).size());
  CHECK(pronounOf("anna") == "she");
  CHECK(pronounOf("max") == "he");
}

TEST_CASE("no words say two things: what tells is nothing else, and nothing is asked in two families") {
  for (const Sentence& one : sentences()) {
    for (const Sentence& other : sentences()) {
      if (&one == &other || !canBeSame(one, other)) continue;
      CAPTURE(one.words);
      CAPTURE(other.words);
      // A sound told again is asked; a picture may show what any family has; scenes bring the same people in.
      const bool is_repetition = one.family == Family::pair && other.family == Family::pair;
      CHECK((is_repetition || (!tells(one.role) && !tells(other.role))));
      CHECK((is_repetition || (one.role != Role::asked && other.role != Role::asked)));
    }
  }
}

TEST_CASE(
    "every family can be told, asked and distracted from in every way, in more than one wording where it counts") {
  for (int i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    CAPTURE(nameOf(family));
    CHECK(sentencesOf(family, Role::asked).size() >= 2);
    CHECK(sentencesOf(family, family == Family::likes ? Role::scene : Role::told).size() >= 2);
    for (const Role role : {Role::rare, Role::unseen, Role::again, Role::denied, Role::supposed, Role::another}) {
      CHECK(!sentencesOf(family, role).empty());
    }
    CHECK(sentencesOf(family, Role::off_topic).size() >= 5);
  }
}
