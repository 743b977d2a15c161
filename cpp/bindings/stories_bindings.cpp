// What JavaScript sees of the story world: a table of names, and conversions.
#include <emscripten/bind.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "border.h"
#include "math/numpy_random.h"
#include "stories/stories.h"
#include "stories/understanding.h"

using attention::Fields;
using attention::guardedCall;
using attention::Record;
using emscripten::val;
using namespace attention::stories;

namespace {

/// Words hold no whitespace: a list of them crosses as one text.
val fromWords(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : " ").append(word);
  return attention::fromText(text).call<val>("split", std::string(" "));
}

val fromAnswers(const std::vector<Answer>& answers) {
  val list = val::array();
  for (const Answer& answer : answers) {
    Record record;
    record.set("position", answer.position);
    record.set("word", std::string(answer.word));
    record.set("family", std::string(nameOf(answer.family)));
    record.set("antecedents", answer.antecedents);
    list.call<void>("push", record.value());
  }
  return list;
}

val fromStory(const Story& story) {
  Record record;
  record.set("family", std::string(nameOf(story.family)));
  record.set("words", fromWords(story.words));
  record.set("answers", fromAnswers(story.answers));
  return record.value();
}

std::optional<Family> takeFamily(Fields& fields) {
  std::optional<std::string> name;
  fields.text("family", name);
  if (!name) return {};
  return familyNamed(*name);
}

val tellStories(const val& options) {
  Fields fields(options);
  std::int64_t seed = 1, first = 0, count = 1;
  std::string set = "train";
  fields.whole("seed", attention::kSeedRange, seed);
  fields.whole("first", kNumberRange, first);
  fields.whole("count", kCountRange, count);
  fields.text("set", set);
  const std::optional<Family> family = takeFamily(fields);
  fields.refuseOthers();
  requireInRange(kCountRange, count);
  const Set of = setNamed(set);
  val stories = val::array();
  for (std::int64_t i = 0; i < count; ++i) {
    stories.call<void>("push", fromStory(makeStory(seed, first + i, of, family)));
  }
  return stories;
}

val tellCase(const val& options) {
  Fields fields(options);
  std::int64_t seed = 1, number = 0;
  Case wanted;
  std::string set = "distractor:off-topic";
  std::string place = "middle";
  fields.whole("seed", attention::kSeedRange, seed);
  fields.whole("number", kNumberRange, number);
  fields.require({"family"});
  wanted.family = *takeFamily(fields);
  fields.integer("facts", {"facts", 1, 4}, wanted.facts);
  fields.integer("asked", {"asked", 0, 3}, wanted.asked);
  fields.text("set", set);
  fields.integer("repeats", {"repeats", 0, 8}, wanted.distraction.repeats);
  fields.text("place", place);
  fields.refuseOthers();
  wanted.distraction.role = setNamed(set).role;
  wanted.distraction.place = placeNamed(place);
  return fromStory(makeCase(seed, number, wanted));
}

val understandWords(const val& options) {
  Fields fields(options);
  std::vector<std::string> words;
  fields.require({"words"});
  fields.texts("words", words);
  fields.refuseOthers();
  return fromAnswers(understand(std::vector<std::string_view>(words.begin(), words.end())));
}

val wordsLike(const val& options) {
  Fields fields(options);
  std::string word;
  fields.require({"word"});
  fields.text("word", word);
  fields.refuseOthers();
  const std::span<const std::string_view> words = attention::stories::wordsLike(word);
  return words.empty() ? val::array() : fromWords({words.begin(), words.end()});
}

}  // namespace

EMSCRIPTEN_BINDINGS(stories) {
  emscripten::function("tellStories", &guardedCall<tellStories>);
  emscripten::function("tellCase", &guardedCall<tellCase>);
  emscripten::function("wordsLike", &guardedCall<wordsLike>);
  emscripten::function("understand", &guardedCall<understandWords>);
}
