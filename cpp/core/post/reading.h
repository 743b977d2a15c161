// One sentence as an instrument shows it: every word in turn as the current word, and words sampled one after another.
#pragma once

#include <string>
#include <vector>

#include "post/next_word.h"

namespace attention {

/// The most words a reading takes: it compares every word with every other.
inline constexpr std::size_t kMaxReadingWords = 1024;

struct PostReadingOptions {
  std::string sentence;
  std::vector<std::string> corpus;   // further sentences that share the vocabulary
  std::vector<std::string> sampled;  // words drawn so far, which follow the sentence
  std::int64_t seed = 42;
  std::int64_t dimensions = 3;
  std::int64_t context = 2;
  Departures departures;
};

struct PostReading {
  WordRepresentations representations;  // of the sentence and the corpus, in this order
  Words words;                          // [T] the sentence's, then the sampled
  Predictions predictions;              // B = T: row i has word i as its current word
};

/// Random numbers are used as runPost uses them for its first sentence: the embeddings, then one draw for each sampled
/// word; the next draw is the prediction's. Without sampled words, row i is what runPost predicts for word i.
/// Throws InputError as runPost does (never for the lookup: an outcome of -1 stays in the result), or if a sampled word
/// is not in the vocabulary, or sentence and sampled words together are more than kMaxReadingWords.
PostReading readSentence(const PostReadingOptions& options);

}  // namespace attention
