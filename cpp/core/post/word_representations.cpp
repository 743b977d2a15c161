#include "post/word_representations.h"

#include "text/words.h"

namespace attention {

int WordRepresentations::indexOf(const std::string& word) const {
  const auto found = word_to_index.find(word);
  if (found != word_to_index.end()) return found->second;
  refuse("word", "{} is not in the vocabulary: it must be one of the sentences' words", {Quoted{word}});
}

std::vector<Words> splitSentences(const std::vector<std::string>& sentences) {
  if (sentences.empty()) refuse("sentences", "must have at least one sentence, not none");
  std::vector<Words> split;
  std::size_t count = 0;
  for (const std::string& sentence : sentences) {
    const std::string name = sentences.size() == 1 ? "sentence" : "sentence " + std::to_string(split.size() + 1);
    split.push_back(splitWords(sentence, name));
    count += split.back().size();
    if (count > kMaxWords) {
      refuse("sentences", "together must have at most {} words, and {} is past that", {kMaxWords, name});
    }
  }
  return split;
}

WordRepresentations createWordRepresentations(const std::vector<Words>& sentences, std::int64_t dimensions,
                                              NumpyRandom& random) {
  requireInRange(kDimensionsRange, dimensions);
  WordRepresentations result;
  std::size_t count = 0;
  for (const Words& words : sentences) count += words.size();
  result.word_to_index.reserve(count);
  for (const Words& words : sentences) {
    for (const std::string& word : words) {
      const bool is_new = result.word_to_index.try_emplace(word, static_cast<int>(result.vocabulary.size())).second;
      if (is_new) result.vocabulary.push_back(word);
    }
  }
  const auto size = static_cast<std::int64_t>(result.vocabulary.size());
  if (size * dimensions > kMaxEmbeddingNumbers) {
    refuse("dimensions", "must be at most {} for a vocabulary of {} words, not {}",
           {kMaxEmbeddingNumbers / size, size, dimensions});
  }
  result.embeddings.resize(static_cast<Eigen::Index>(size), static_cast<Eigen::Index>(dimensions));
  for (double& number : result.embeddings.reshaped<Eigen::RowMajor>()) number = random.uniform();
  return result;
}

}  // namespace attention
