#include "stories/understanding.h"

#include <sstream>
#include <string>
#include <vector>

#include "doctest.h"
#include "stories/stories.h"

using namespace attention::stories;

namespace {

/// The answers in a text as "position=word<antecedents", joined by spaces.
std::string understood(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) words.push_back(word);
  const std::vector<std::string_view> views(words.begin(), words.end());
  std::string all;
  for (const Answer& answer : understand(views)) {
    all += (all.empty() ? "" : " ") + std::to_string(answer.position) + "=" + std::string(answer.word);
    for (const int antecedent : answer.antecedents) all += "<" + std::to_string(antecedent);
  }
  return all;
}

bool isSame(const Answer& a, const Answer& b) {
  return a.position == b.position && a.word == b.word && a.antecedents == b.antecedents && a.family == b.family;
}

}  // namespace

TEST_CASE("what stories say of their answers is what is understood of their words, wherever they break off") {
  for (const char* const name : {"train", "distractor:denied", "distractor:another", "distractor:supposed",
                                 "distractor:again", "reworded:unseen-far", "reworded:rare-near", "order:backward"}) {
    for (int number = 0; number < 300; ++number) {
      const Story story = makeStory(5, number, setNamed(name));
      const std::vector<Answer> answers = understand(story.words);
      CAPTURE(name);
      CAPTURE(number);
      CHECK(std::equal(answers.begin(), answers.end(), story.answers.begin(), story.answers.end(), isSame));
      for (const Answer& answer : story.answers) {
        const auto before = std::span(story.words).first(static_cast<std::size_t>(answer.position));
        const std::vector<Answer> next = understand(before);
        REQUIRE(!next.empty());
        CHECK(isSame(next.back(), answer));
      }
    }
  }
}

TEST_CASE("the last of what was told counts, and where it was said again") {
  CHECK(understood("the key is in the box . ben took the key to the hall . where is the key ? in the") == "22=hall<13");
  CHECK(understood("the key is red . so the key is red . so the key is") == "9=red<3 15=red<3<9");
}

TEST_CASE("an answer that is wrong is not believed") {
  CHECK(understood("the key is red . so the key is blue . so the key is") == "9=red<3 15=red<3");
}

TEST_CASE("where the language does not decide, nothing is said") {
  CHECK(understood("") == "");
  CHECK(understood("the quick brown fox") == "");
  CHECK(understood("the key is") == "");
  CHECK(understood("where is the key ? in the") == "");
  // Two men, and nobody knows which.
  CHECK(understood("adam met ben . he was tired . who was tired ?") == "");
  // Something unheard-of happens to the key.
  CHECK(understood("the key is in the box . tom ate the key . where is the key ? in the") == "");
  // With a colour and an owner, the sentence can go on in two ways.
  CHECK(understood("the key is red . so the key is") == "9=red<3");
  CHECK(understood("the key is red . the key belongs to ben . so the key is") == "");
}

TEST_CASE("sentences of other languages are passed over") {
  CHECK(understood("once upon a time . the key is red . whatever . so the key is") == "16=red<8");
}
