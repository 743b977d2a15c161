#include "stories/stories.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/input_error.h"
#include "doctest.h"

using namespace attention;
using namespace attention::stories;

namespace {

const char* const kSets[] = {"train",
                             "held-out",
                             "distractor:again",
                             "distractor:denied",
                             "distractor:supposed",
                             "distractor:another",
                             "distractor:off-topic",
                             "reworded:seen-near",
                             "reworded:seen-far",
                             "reworded:rare-near",
                             "reworded:rare-far",
                             "reworded:unseen-near",
                             "reworded:unseen-far",
                             "order:forward",
                             "order:backward",
                             "order:reversed"};

std::string textOf(const Story& story) {
  std::string text;
  for (const std::string_view word : story.words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

int sentencesIn(const Story& story) {
  return static_cast<int>(std::count(story.words.begin(), story.words.end(), std::string_view(".")));
}

/// Whether all words of one story are in the other, in the same order.
bool isWithin(const Story& story, const Story& longer) {
  std::size_t found = 0;
  for (const std::string_view word : longer.words) {
    if (found < story.words.size() && word == story.words[found]) ++found;
  }
  return found == story.words.size();
}

bool has(const Story& story, std::string_view word) {
  return std::find(story.words.begin(), story.words.end(), word) != story.words.end();
}

}  // namespace

TEST_CASE("a story's answers stand where it says, after what decides them") {
  for (const char* const name : kSets) {
    CAPTURE(name);
    const Set set = setNamed(name);
    CHECK(nameOf(set) == name);
    for (int number = 0; number < 120; ++number) {
      const Story story = makeStory(1, number, set);
      REQUIRE(!story.answers.empty());
      CHECK(story.words.size() <= 80);
      for (const Answer& answer : story.answers) {
        CHECK(answer.family == story.family);
        REQUIRE(answer.position < static_cast<int>(story.words.size()));
        CHECK(story.words[static_cast<std::size_t>(answer.position)] == answer.word);
        REQUIRE(!answer.antecedents.empty());
        CHECK(std::is_sorted(answer.antecedents.begin(), answer.antecedents.end()));
        CHECK(answer.antecedents.back() < answer.position);
      }
    }
  }
}

TEST_CASE("training and held-out stories have two to eight sentences, and none is both") {
  std::set<std::string> train, held_out;
  for (int number = 0; number < 3000; ++number) {
    const Story story = makeStory(1, number, setNamed("train"));
    CHECK(sentencesIn(story) >= 2);
    CHECK(sentencesIn(story) <= 8);
    train.insert(textOf(story));
    held_out.insert(textOf(makeStory(2, number, setNamed("held-out"))));
  }
  CHECK(train.size() > 2900);
  for (const std::string& text : held_out) CHECK(train.count(text) == 0);
}

TEST_CASE("the families take turns, unless one is wanted") {
  for (int number = 0; number < 12; ++number) {
    CHECK(makeStory(1, number, {}).family == static_cast<Family>(number % kFamilies));
    CHECK(makeStory(1, number, {}, Family::colour).family == Family::colour);
  }
}

TEST_CASE("the same story for the same seed and number, another for others") {
  CHECK(textOf(makeStory(1, 7, {})) == textOf(makeStory(1, 7, {})));
  CHECK(textOf(makeStory(1, 7, {})) != textOf(makeStory(2, 7, {})));
  CHECK(textOf(makeStory(1, 7, {}, Family::where)) != textOf(makeStory(1, 8, {}, Family::where)));
  CHECK(textOf(makeStory(42, 0, setNamed("held-out"))) ==
        "dora put the shell in the drawer . some think the shell is in the bag . ivan hid the vase in the shed . "
        "mia finds the vase in the shed .");
}

TEST_CASE("wordings that no training story has are in no training story") {
  for (int number = 0; number < 3000; ++number) {
    const std::string text = textOf(makeStory(1, number, {}));
    for (const char* const words :
         {"was bought in the", "goes before bim", "goes before zan", " she looks", " he looks", "was sent in"}) {
      CHECK(text.find(words) == std::string::npos);
    }
  }
}

TEST_CASE("what distracts is all that it changes") {
  for (int i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    const int facts = family == Family::pronoun ? 1 : 2;
    Case wanted{.family = family, .facts = facts, .asked = facts - 1};
    const Story plain = makeCase(3, i, wanted);
    REQUIRE(plain.answers.size() == 1);
    for (const Role role : {Role::again, Role::denied, Role::supposed, Role::another, Role::off_topic}) {
      for (const auto place : {Distraction::Place::first, Distraction::Place::middle, Distraction::Place::last}) {
        wanted.distraction = {role, 2, place};
        const Story distracted = makeCase(3, i, wanted);
        CAPTURE(textOf(distracted));
        CHECK(sentencesIn(distracted) == sentencesIn(plain) + 2);
        CHECK(distracted.answers.back().word == plain.answers.back().word);
        CHECK(isWithin(plain, distracted));
      }
    }
  }
}

TEST_CASE("somebody whose liking is told both ways in training, or one way only") {
  for (int number = 0; number < 200; ++number) {
    const Answer backward = makeStory(1, number, setNamed("order:backward")).answers.back();
    CHECK(isToldBothWays(backward.word));
    const Answer reversed = makeStory(1, number, setNamed("order:reversed")).answers.back();
    CHECK(!isToldBothWays(reversed.word));
    CHECK(isOf(Kind::food, makeStory(1, number, setNamed("order:forward")).answers.back().word));
    const Story train = makeStory(1, number, {}, Family::likes);
    for (const Answer& answer : train.answers) {
      if (isOf(Kind::person, answer.word)) CHECK(isToldBothWays(answer.word));
    }
    if (has(train, "what")) CHECK(train.answers.size() >= 2);
  }
}

TEST_CASE("unknown sets and families, and what is out of range, are refused with what there is") {
  CHECK_THROWS_WITH_AS(familyNamed("whom"),
                       "family must be one of where, who, pronoun, colour, pair, likes, not \"whom\"", InputError);
  CHECK_THROWS_AS(setNamed("distractor:none"), InputError);
  CHECK_THROWS_AS(setNamed(""), InputError);
  CHECK_THROWS_WITH_AS(makeStory(-1, 0, {}), "seed must be a whole number from 0 to 4294967295, not -1", InputError);
  CHECK_THROWS_AS(makeStory(0, -1, {}), InputError);
  CHECK_THROWS_WITH_AS(makeStory(0, 0, setNamed("order:backward"), Family::who),
                       "family must be likes for the set order:backward, not who", InputError);
  CHECK_THROWS_AS(makeCase(0, 0, {.facts = 5}), InputError);
  CHECK_THROWS_AS(makeCase(0, 0, {.facts = 2, .asked = 2}), InputError);
}
