// What JavaScript sees of the story world: a table of names, and conversions.
#include <emscripten/bind.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "border.h"
#include "math/numpy_random.h"
#include "stories/claims.h"
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

ClaimsOptions takeClaims(Fields& fields) {
  ClaimsOptions claims;
  fields.whole("seed", attention::kSeedRange, claims.seed);
  fields.whole("cases", kCasesRange, claims.cases);
  fields.integer("layers", {"layers", 1, 512}, claims.layers);
  fields.integer("heads", {"heads", 1, 1024}, claims.heads);
  return claims;
}

val countParts(const val& options) {
  Fields fields(options);
  const ClaimsOptions claims = takeClaims(fields);
  fields.refuseOthers();
  return val(claimParts(claims));
}

int takePart(Fields& fields, const ClaimsOptions& claims) {
  int part = 0;
  fields.require({"part"});
  fields.integer("part", {"part", 0, claimParts(claims) - 1}, part);
  return part;
}

val tellTrials(const val& options) {
  Fields fields(options);
  const ClaimsOptions claims = takeClaims(fields);
  const int part = takePart(fields, claims);
  fields.refuseOthers();
  val trials = val::array();
  for (const Trial& trial : trialsOf(claims, part)) {
    Record record;
    record.set("story", fromStory(trial.story));
    record.set("isFull", val(trial.is_full));
    trials.call<void>("push", record.value());
  }
  return trials;
}

val countRates(const val& options) {
  Fields fields(options);
  const ClaimsOptions claims = takeClaims(fields);
  const int part = takePart(fields, claims);
  std::vector<int> results;
  fields.require({"results"});
  fields.integers("results", {"results", 0, 1}, results);
  fields.refuseOthers();
  val rates = val::array();
  for (const Rate& rate : ratesOf(claims, part, results)) {
    Record record, labels;
    for (const auto& [name, value] : rate.labels) labels.set(name.c_str(), value);
    record.set("claim", rate.claim);
    record.set("measure", rate.measure);
    record.set("labels", labels);
    record.set("right", rate.right);
    record.set("count", static_cast<double>(rate.count));
    rates.call<void>("push", record.value());
  }
  return rates;
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
  emscripten::function("claimParts", &guardedCall<countParts>);
  emscripten::function("claimTrials", &guardedCall<tellTrials>);
  emscripten::function("claimRates", &guardedCall<countRates>);
  emscripten::function("wordsLike", &guardedCall<wordsLike>);
  emscripten::function("understand", &guardedCall<understandWords>);
}
