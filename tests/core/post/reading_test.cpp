#include "post/reading.h"

#include "doctest.h"
#include "post/run.h"
#include "post_golden.h"

using attention::InputError;
using attention::Matrix;
using attention::PostReading;
using attention::PostReadingOptions;
using attention::readSentence;
using attention::Vector;
using attention::Words;

namespace {

// The first sentence of a run, read with the others as its corpus.
PostReadingOptions readingOf(const attention::PostOptions& run) {
  return {.sentence = run.sentences.front(),
          .corpus = {run.sentences.begin() + 1, run.sentences.end()},
          .seed = run.seed,
          .dimensions = run.dimensions,
          .context = run.context,
          .departures = run.departures};
}

PostReadingOptions sentence(const std::string& text, const Words& sampled = {}) {
  return {.sentence = text, .sampled = sampled};
}

std::string words(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "w ";
  return text;
}

}  // namespace

TEST_CASE("a reading's row of the current word is NumPy's prediction for it") {
  int compared = 0;
  for (const golden::Run& run : golden::runs()) {
    CAPTURE(run.head.text("case"));
    const golden::Record& expected = run.sentences.front();
    const PostReading reading = readSentence(readingOf(run.options()));
    const int row = expected.integer("position");
    if (row == static_cast<int>(reading.words.size())) continue;
    ++compared;
    const auto equal = [&](const char* name, const Matrix& matrix) {
      INFO(name);
      CHECK(golden::difference(matrix.row(row).transpose(), expected.numbers(name)) == "");
    };
    equal("query", reading.predictions.queries);
    equal("scores", reading.predictions.scores);
    equal("weights", reading.predictions.weights);
    equal("pattern", reading.predictions.pattern);
    equal("probabilities", reading.predictions.probabilities);
    equal("cumulative", reading.predictions.cumulative);
    CHECK(reading.predictions.draw == expected.number("draw"));
    CHECK(reading.predictions.chosen[static_cast<std::size_t>(row)] == expected.integer("chosen"));
  }
  CHECK(compared > 40);
}

TEST_CASE("every word is the current word in turn") {
  const PostReading reading = readSentence(sentence("the fox and the dog"));
  CHECK(reading.words == Words{"the", "fox", "and", "the", "dog"});
  CHECK(reading.predictions.positions == std::vector<int>{0, 1, 2, 3, 4});
  CHECK(reading.predictions.pattern.rows() == 5);
  CHECK(reading.predictions.pattern.cols() == 5);
  CHECK(golden::difference(reading.predictions.pattern.rowwise().sum(), Vector::Ones(5)) == "");
}

TEST_CASE("the corpus shares the vocabulary and comes after the sentence") {
  const PostReading reading = readSentence({.sentence = "b a", .corpus = {"c a", "d"}});
  CHECK(reading.representations.vocabulary == Words{"b", "a", "c", "d"});
  CHECK(reading.words == Words{"b", "a"});
}

TEST_CASE("sampled words follow the sentence, and each has used one draw") {
  const PostReading reading = readSentence(sentence("a b", {"b", "a"}));
  CHECK(reading.words == Words{"a", "b", "b", "a"});
  CHECK(reading.representations.vocabulary == Words{"a", "b"});
  attention::NumpyRandom random(42);
  for (int i = 0; i < 2 * 3 + 2; ++i) random.uniform();
  CHECK(reading.predictions.draw == random.uniform());
}

TEST_CASE("a candidate beyond the vocabulary stays in a reading as -1") {
  CHECK(readSentence(sentence("a a a")).predictions.outcomes == std::vector<int>{0, -1, -1});
}

TEST_CASE("a reading has at most 1024 words, the sampled ones included") {
  CHECK(readSentence(sentence(words(1023), {"w"})).predictions.pattern.size() == 1024 * 1024);
  const auto refusal = [](int count) {
    return "sentence must have at most 1024 words to compare each with every other, not " + std::to_string(count);
  };
  CHECK_THROWS_WITH_AS(readSentence(sentence(words(1025))), refusal(1025).c_str(), InputError);
  CHECK_THROWS_WITH_AS(readSentence(sentence(words(1024), {"w"})), refusal(1025).c_str(), InputError);
}

TEST_CASE("a reading against a large corpus stays within the batch's limit") {
  PostReadingOptions options = sentence(words(1024));
  std::string corpus;
  for (int i = 1; i < 16'384; ++i) corpus += std::to_string(i) + ' ';
  options.corpus = {corpus};
  CHECK(readSentence(options).predictions.outcomes.size() == 1024);
  options.corpus = {corpus + "one-more"};
  CHECK_THROWS_WITH_AS(readSentence(options),
                       "words must be fewer: 1024 queries against 16385 words need more than 16777216 numbers",
                       InputError);
}

TEST_CASE("a reading refuses what a run refuses") {
  CHECK_THROWS_WITH_AS(readSentence(sentence("")), "sentence must have at least one word, not \"\"", InputError);
  CHECK_THROWS_WITH_AS(readSentence(sentence("a b", {"c"})),
                       "word \"c\" is not in the vocabulary: it must be one of the sentences' words", InputError);
  CHECK_THROWS_WITH_AS(readSentence({.sentence = "a", .seed = -1}),
                       "seed must be a whole number from 0 to 4294967295, not -1", InputError);
  CHECK_THROWS_WITH_AS(readSentence({.sentence = "a", .corpus = {""}}),
                       "sentence 2 must have at least one word, not \"\"", InputError);
}
