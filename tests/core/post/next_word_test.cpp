#include "post/next_word.h"

#include "doctest.h"
#include "post_golden.h"

using attention::Departures;
using attention::InputError;
using attention::Matrix;
using attention::Predictions;
using attention::predictNextWords;
using attention::Variant;
using attention::Vector;
using attention::WordRepresentations;
using attention::Words;

namespace {

WordRepresentations representationsOf(const std::vector<Words>& sentences, std::int64_t seed = 42) {
  attention::NumpyRandom random(seed);
  return attention::createWordRepresentations(sentences, 3, random);
}

void checkPrediction(const Predictions& actual, const golden::Record& expected, const Matrix& embeddings) {
  const auto equal = [&](const char* name, const Matrix& matrix) {
    INFO(name);
    CHECK(golden::difference(golden::flat(matrix), expected.numbers(name)) == "");
  };
  CHECK(actual.indices == expected.integers("indices"));
  CHECK(actual.positions == expected.integers("position"));
  CHECK(actual.contexts.size() == 1);
  CHECK(std::vector<int>{actual.contexts[0].begin, actual.contexts[0].end} == expected.integers("span"));
  CHECK(actual.keys == attention::rowsAt(embeddings, actual.indices));
  equal("query", actual.queries);
  equal("products", actual.products);
  equal("scores", actual.scores);
  equal("weights", actual.weights);
  equal("maximum", actual.maxima.transpose());
  equal("shifted", actual.shifted);
  equal("exponentials", actual.exponentials);
  equal("sum", actual.sums.transpose());
  equal("pattern", actual.pattern);
  equal("output", actual.outputs);
  equal("logits", actual.logits);
  equal("probabilities", actual.probabilities);
  equal("cumulative", actual.cumulative);
  CHECK(actual.draw == expected.number("draw"));
  CHECK(actual.chosen == expected.integers("chosen"));
  CHECK(actual.outcomes == expected.integers("outcomes"));
}

const Words kSentence = {"a", "b", "a", "c", "a"};

}  // namespace

TEST_CASE("every intermediate of every sentence equals NumPy's") {
  golden::forEachSentence([](const golden::Run& run, const golden::Record& sentence) {
    CAPTURE(run.head.text("case"));
    const attention::PostOptions options = run.options();
    attention::NumpyRandom random(options.seed);
    const WordRepresentations representations =
        createWordRepresentations(attention::splitSentences(options.sentences), options.dimensions, random);
    const Words& words = sentence.texts("words");
    const std::string word = options.word.value_or("fox");
    const int current = representations.word_to_index.contains(word) ? representations.indexOf(word) : -1;
    checkPrediction(predictNextWords(representations, words, {attention::positionOf(word, words)}, current,
                                     options.context, options.departures, sentence.number("draw")),
                    sentence, representations.embeddings);
  });
}

TEST_CASE("a word stands where it stands last, or after the sentence") {
  CHECK(attention::positionOf("a", kSentence) == 4);
  CHECK(attention::positionOf("b", kSentence) == 1);
  CHECK(attention::positionOf("z", kSentence) == 5);
}

TEST_CASE("a batch predicts for each position what it predicts alone") {
  const WordRepresentations representations = representationsOf({kSentence, {"d"}});
  for (const Variant variant : {Variant::published, Variant::corrected}) {
    const Departures departures{variant, Variant::corrected, variant, variant, variant};
    const Predictions batch = predictNextWords(representations, kSentence, {5, 0, 3}, 3, 2, departures, 0.6);
    CHECK(batch.chosen.size() == 3);
    for (const int row : {0, 1, 2}) {
      const int position = batch.positions[static_cast<std::size_t>(row)];
      const Predictions alone = predictNextWords(representations, kSentence, {position}, 3, 2, departures, 0.6);
      CHECK(batch.queries.row(row) == alone.queries.row(0));
      CHECK(golden::difference(batch.pattern.row(row).transpose(), alone.pattern.row(0).transpose()) == "");
      CHECK(golden::difference(batch.probabilities.row(row).transpose(), alone.probabilities.row(0).transpose()) == "");
      CHECK(batch.chosen[static_cast<std::size_t>(row)] == alone.chosen[0]);
    }
  }
}

TEST_CASE("a context before the first word is empty: a query of zeros and a uniform pattern") {
  const WordRepresentations representations = representationsOf({kSentence});
  const Departures departures{.context = Variant::corrected};
  const Predictions p = predictNextWords(representations, kSentence, {0}, -1, 2, departures, 0.99);
  CHECK(p.contexts[0].begin == p.contexts[0].end);
  CHECK(p.queries == Matrix::Zero(1, 3));
  CHECK(p.scores == Matrix::Zero(1, 5));
  CHECK(golden::difference(p.pattern.row(0).transpose(), Vector::Constant(5, 0.2)) == "");
  CHECK(p.chosen == std::vector<int>{4});
}

TEST_CASE("the published lookup reads positions as indices, and has none beyond the vocabulary") {
  const WordRepresentations representations = representationsOf({kSentence});
  const Predictions p = predictNextWords(representations, kSentence, {0}, -1, 2, {}, 0);
  CHECK(p.outcomes == std::vector<int>{0, 1, 2, -1, -1});
  const Predictions corrected =
      predictNextWords(representations, kSentence, {0}, -1, 2, {.lookup = Variant::corrected}, 0);
  CHECK(corrected.outcomes == p.indices);
}

TEST_CASE("context goes from 0 to 100,000") {
  const WordRepresentations representations = representationsOf({kSentence});
  const auto predict = [&](std::int64_t context) {
    return predictNextWords(representations, kSentence, {0}, -1, context, {}, 0).contexts[0];
  };
  CHECK(predict(0).begin == 4);
  CHECK(predict(100'000).begin == 0);
  CHECK_THROWS_WITH_AS(predict(-1), "context must be a whole number from 0 to 100000, not -1", InputError);
  CHECK_THROWS_WITH_AS(predict(100'001), "context must be a whole number from 0 to 100000, not 100001", InputError);
}

TEST_CASE("positions outside the sentence and unknown words are refused") {
  const WordRepresentations representations = representationsOf({kSentence});
  const auto predict = [&](const Words& words, int position, const Departures& departures = {}) {
    return predictNextWords(representations, words, {position}, -1, 2, departures, 0);
  };
  CHECK_NOTHROW(predict(kSentence, 5));
  CHECK_THROWS_WITH_AS(predict(kSentence, -1), "position must be a whole number from 0 to 5, not -1", InputError);
  CHECK_THROWS_WITH_AS(predict(kSentence, 6), "position must be a whole number from 0 to 5, not 6", InputError);
  CHECK_THROWS_WITH_AS(predict({"a", "z"}, 0),
                       "word \"z\" is not in the vocabulary: it must be one of the sentences' words", InputError);
  CHECK_THROWS_WITH_AS(predict(kSentence, 5, {.query = Variant::corrected}),
                       "word must be one of the sentences' words for the corrected query", InputError);
}

TEST_CASE("a batch's matrices hold at most 2^24 numbers") {
  const WordRepresentations representations = representationsOf({{"a"}});
  const Words words(4096, "a");
  const auto predict = [&](std::size_t rows) {
    return predictNextWords(representations, words, std::vector<int>(rows, 0), -1, 2, {}, 0);
  };
  CHECK_THROWS_WITH_AS(predict(4097),
                       "words must be fewer: 4097 queries against 4096 words need more than 16777216 numbers",
                       InputError);
  CHECK(predict(16).pattern.size() == 16 * 4096);
}
