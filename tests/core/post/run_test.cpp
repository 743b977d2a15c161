#include "post/run.h"

#include <cmath>
#include <cstdio>
#include <set>

#include "doctest.h"
#include "post_golden.h"

using attention::InputError;
using attention::PostOptions;
using attention::PostRun;
using attention::printPost;
using attention::runPost;
using attention::Variant;

TEST_CASE("a run draws, chooses and prints what NumPy does, byte for byte") {
  for (const golden::Run& golden_run : golden::runs()) {
    CAPTURE(golden_run.head.text("case"));
    const PostRun run = runPost(golden_run.options());
    CHECK(printPost(run) == golden_run.head.text("printed"));
    CHECK(run.sentences.size() == golden_run.sentences.size());
    for (std::size_t i = 0; i < run.sentences.size(); ++i) {
      const golden::Record& expected = golden_run.sentences[i];
      const auto& [sentence, words, prediction] = run.sentences[i];
      CHECK(sentence == expected.text("sentence"));
      CHECK(words == expected.texts("words"));
      CHECK(prediction.draw == expected.number("draw"));
      CHECK(prediction.chosen == expected.integers("chosen"));
      CHECK(attention::predictedWord(prediction, 0, run.representations.vocabulary) == expected.text("predicted"));
    }
  }
}

TEST_CASE("the golden runs hold 20 seeds, all 32 switch settings, and the post's own sentences") {
  std::set<std::int64_t> seeds;
  std::set<std::vector<std::string>> settings;
  int posts = 0;
  for (const golden::Run& run : golden::runs()) {
    seeds.insert(run.options().seed);
    settings.insert(run.head.texts("corrected"));
    posts += run.options().sentences == attention::postSentences();
  }
  CHECK(seeds.size() >= 20);
  CHECK(settings.size() == 32);
  CHECK(posts >= 20);
}

TEST_CASE("without options it is the post's program with seed 42") {
  const PostRun run = runPost({});
  CHECK(run.word == "fox");
  CHECK(run.sentences.size() == 3);
  CHECK(run.representations.vocabulary.size() == 22);
  CHECK(run.representations.embeddings(0, 0) == 0.3745401188473625);
}

TEST_CASE("where the published lookup leaves the vocabulary the run stops, as the post's program does") {
  CHECK(!golden::stoppingRuns().empty());
  for (const golden::Run& run : golden::stoppingRuns()) {
    const std::string message = "lookup must be corrected for this sentence: position " + run.head.text("stops") +
                                " was drawn and is read as an index of the vocabulary, which ends at 1; the post's "
                                "program stops here with a KeyError";
    CHECK_THROWS_WITH_AS(runPost(run.options()), message.c_str(), InputError);
  }
}

TEST_CASE("probabilities print as Python prints them where the fifth decimal is a tie") {
  std::string sentence;
  for (int i = 0; i < 32; ++i) sentence += "w" + std::to_string(i) + ' ';
  PostOptions options{.sentences = {sentence}, .context = 0};
  options.departures.context = Variant::corrected;
  options.word = "w0";
  const std::string printed = printPost(runPost(options));
  CHECK(printed.find("\tw31: 0.0312\n") != std::string::npos);
  CHECK(printed.find("0.0313") == std::string::npos);
}

TEST_CASE("fox need not be a known word where nothing looks it up") {
  const auto run = [](Variant query, Variant context, std::optional<std::string> word) {
    PostOptions options{.sentences = {"a b"}, .word = std::move(word)};
    options.departures = {.context = context, .query = query};
    return runPost(options);
  };
  const char* unknown_fox = "word \"fox\" is not in the vocabulary: it must be one of the sentences' words";
  CHECK(run(Variant::published, Variant::published, std::nullopt).word == "fox");
  CHECK_THROWS_WITH_AS(run(Variant::corrected, Variant::published, std::nullopt), unknown_fox, InputError);
  CHECK_THROWS_WITH_AS(run(Variant::published, Variant::corrected, std::nullopt), unknown_fox, InputError);
  CHECK_THROWS_WITH_AS(run(Variant::published, Variant::published, "fox"), unknown_fox, InputError);
  CHECK_THROWS_WITH_AS(run(Variant::published, Variant::published, ""),
                       "word \"\" is not in the vocabulary: it must be one of the sentences' words", InputError);
  CHECK(run(Variant::corrected, Variant::corrected, "b").word == "b");
}

TEST_CASE("a run refuses what is out of range") {
  CHECK_THROWS_WITH_AS(runPost({.seed = -1}), "seed must be a whole number from 0 to 4294967295, not -1", InputError);
  CHECK_THROWS_WITH_AS(runPost({.dimensions = 0}), "dimensions must be a whole number from 1 to 1024, not 0",
                       InputError);
  CHECK_THROWS_WITH_AS(runPost({.context = -2}), "context must be a whole number from 0 to 100000, not -2", InputError);
  CHECK_THROWS_WITH_AS(runPost({.sentences = {}}), "sentences must have at least one sentence, not none", InputError);
  CHECK_THROWS_WITH_AS(runPost({.sentences = {"a", "\t"}}), "sentence 2 must have at least one word, not \"?\"",
                       InputError);
}

TEST_CASE("a run takes 100,000 words and no more") {
  std::string sentence;
  for (int i = 0; i < 100'000; ++i) sentence += std::to_string(i) + ' ';
  const PostRun run = runPost({.sentences = {sentence}});
  CHECK(run.representations.vocabulary.size() == 100'000);
  const attention::Predictions& prediction = run.sentences[0].prediction;
  CHECK(prediction.pattern.allFinite());
  CHECK(prediction.pattern.sum() == doctest::Approx(1).epsilon(1e-12));
  CHECK(prediction.cumulative(0, 99'999) == 1);
  CHECK_THROWS_WITH_AS(runPost({.sentences = {sentence + "w"}}), "sentence has more than 100000 words", InputError);
}
