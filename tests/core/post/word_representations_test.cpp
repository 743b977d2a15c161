#include "post/word_representations.h"

#include "doctest.h"
#include "post_golden.h"

using attention::createWordRepresentations;
using attention::InputError;
using attention::NumpyRandom;
using attention::splitSentences;
using attention::WordRepresentations;
using attention::Words;

namespace {

WordRepresentations representationsOf(const std::vector<Words>& sentences, std::int64_t dimensions) {
  NumpyRandom random(42);
  return createWordRepresentations(sentences, dimensions, random);
}

Words distinctWords(int count) {
  Words words;
  for (int i = 0; i < count; ++i) words.push_back('w' + std::to_string(i));
  return words;
}

std::string repeated(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

}  // namespace

TEST_CASE("vocabulary and embeddings are NumPy's, bit for bit") {
  for (const golden::Run& run : golden::runs()) {
    CAPTURE(run.head.text("case"));
    const attention::PostOptions options = run.options();
    NumpyRandom random(options.seed);
    const WordRepresentations result =
        createWordRepresentations(splitSentences(options.sentences), options.dimensions, random);
    CHECK(result.vocabulary == run.head.texts("vocabulary"));
    CHECK(golden::flat(result.embeddings) == run.head.numbers("embeddings"));
  }
}

TEST_CASE("words are numbered as they first appear, case-sensitive, over all sentences") {
  const WordRepresentations result = representationsOf({{"b", "a", "b"}, {"B", "a", "c"}}, 2);
  CHECK(result.vocabulary == Words{"b", "a", "B", "c"});
  CHECK(result.embeddings.rows() == 4);
  CHECK(result.embeddings.cols() == 2);
  for (int i = 0; i < 4; ++i) CHECK(result.indexOf(result.vocabulary[static_cast<std::size_t>(i)]) == i);
  CHECK(result.word_to_index.size() == 4);
}

TEST_CASE("a word outside the vocabulary is refused") {
  const WordRepresentations result = representationsOf({{"fox"}}, 1);
  CHECK_THROWS_WITH_AS(result.indexOf("Fox"),
                       "word \"Fox\" is not in the vocabulary: it must be one of the sentences' words", InputError);
}

TEST_CASE("dimensions go from 1 to 1024") {
  CHECK(representationsOf({{"fox"}}, 1).embeddings.cols() == 1);
  CHECK(representationsOf({{"fox"}}, 1024).embeddings.cols() == 1024);
  CHECK_THROWS_WITH_AS(representationsOf({{"fox"}}, 0), "dimensions must be a whole number from 1 to 1024, not 0",
                       InputError);
  CHECK_THROWS_WITH_AS(representationsOf({{"fox"}}, 1025), "dimensions must be a whole number from 1 to 1024, not 1025",
                       InputError);
}

TEST_CASE("embeddings hold at most 2^24 numbers") {
  CHECK(representationsOf({distinctWords(16'384)}, 1024).embeddings.size() == attention::kMaxEmbeddingNumbers);
  CHECK_THROWS_WITH_AS(representationsOf({distinctWords(16'385)}, 1024),
                       "dimensions must be at most 1023 for a vocabulary of 16385 words, not 1024", InputError);
}

TEST_CASE("a sentence is refused by its number, a lone one without") {
  CHECK_THROWS_WITH_AS(splitSentences({}), "sentences must have at least one sentence, not none", InputError);
  CHECK_THROWS_WITH_AS(splitSentences({" "}), "sentence must have at least one word, not \" \"", InputError);
  CHECK_THROWS_WITH_AS(splitSentences({"a", ""}), "sentence 2 must have at least one word, not \"\"", InputError);
  CHECK_THROWS_WITH_AS(splitSentences({"a\xff", "b"}), "sentence 1 is not valid UTF-8 at byte 1", InputError);
}

TEST_CASE("all sentences together have at most 100,000 words") {
  const std::string half = repeated("w ", 50'000);
  CHECK(splitSentences({half, half}).size() == 2);
  CHECK_THROWS_WITH_AS(splitSentences({half, half, "w"}),
                       "sentences together must have at most 100000 words, and sentence 3 is past that", InputError);
}
