#include "post/reading.h"

#include <numeric>

namespace attention {

namespace {

std::vector<std::string> allSentences(const PostReadingOptions& options) {
  std::vector<std::string> sentences = {options.sentence};
  sentences.insert(sentences.end(), options.corpus.begin(), options.corpus.end());
  return sentences;
}

}  // namespace

PostReading readSentence(const PostReadingOptions& options) {
  NumpyRandom random(options.seed);
  const std::vector<Words> split = splitSentences(allSentences(options));
  PostReading reading;
  reading.words = split.front();
  reading.words.insert(reading.words.end(), options.sampled.begin(), options.sampled.end());
  if (reading.words.size() > kMaxReadingWords) {
    refuse("sentence", "must have at most {} words to compare each with every other, not {}",
           {kMaxReadingWords, reading.words.size()});
  }
  reading.representations = createWordRepresentations(split, options.dimensions, random);
  for (std::size_t i = 0; i < options.sampled.size(); ++i) random.uniform();
  std::vector<int> positions(reading.words.size());
  std::iota(positions.begin(), positions.end(), 0);
  reading.predictions = predictNextWords(reading.representations, reading.words, positions, -1, options.context,
                                         options.departures, random.uniform());
  return reading;
}

}  // namespace attention
