// The post's program from its first line to its last: three sentences (or others), one seed, one prediction each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "post/next_word.h"

namespace attention {

/// The post's three sentences, and the current word that it asks about in each of them.
std::vector<std::string> postSentences();
inline constexpr const char* kPostWord = "fox";

struct PostOptions {
  std::vector<std::string> sentences = postSentences();
  std::int64_t seed = 42;
  std::int64_t dimensions = 3;
  std::int64_t context = 2;
  std::optional<std::string> word;  // kPostWord where it is not given
  Departures departures;
};

struct PostSentence {
  std::string sentence;
  Words words;             // [T]
  Predictions prediction;  // B = 1
};

struct PostRun {
  std::string word;
  WordRepresentations representations;
  std::vector<PostSentence> sentences;
  Departures departures;
};

/// Runs the program. Random numbers are used in the post's order: the embeddings, then one draw for each sentence.
/// The current word stands where the sentence has it last; a sentence that lacks it is taken to come before it.
/// Throws InputError if an option is out of range, a sentence has no word or all have more than kMaxWords, the word is
/// given and not in the vocabulary, or the published lookup leaves the vocabulary (the post's program stops with a
/// KeyError there). Without a given word, "fox" has to be in the vocabulary only where a switch makes use of it.
PostRun runPost(const PostOptions& options);

/// What the post's program prints for this run, byte for byte where every departure is published. With values
/// corrected, each sentence's listing is followed by the probabilities of the vocabulary's words.
std::string printPost(const PostRun& run);

/// The word that the draw of row `row` chose: vocabulary[outcomes[chosen]]. Throws InputError where the outcome is -1.
const std::string& predictedWord(const Predictions& predictions, int row, const Words& vocabulary);

}  // namespace attention
