// Words to vectors: one vocabulary over all sentences, and a random embedding for each of its words.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "math/matrix.h"
#include "math/numpy_random.h"

namespace attention {

inline constexpr IntegerRange kDimensionsRange{"dimensions", 1, 1024};

/// The largest embedding matrix, in numbers (128 MB).
inline constexpr std::int64_t kMaxEmbeddingNumbers = std::int64_t{1} << 24;

using Words = std::vector<std::string>;

struct WordRepresentations {
  Words vocabulary;                                    // [V] index to word, in order of first appearance
  std::unordered_map<std::string, int> word_to_index;  // V entries, the inverse
  Matrix embeddings;                                   // [V, C] each number uniform on [0, 1)

  /// The word's index in the vocabulary. Throws InputError if the vocabulary does not have it.
  int indexOf(const std::string& word) const;
};

/// The words of each sentence. Throws InputError as splitWords does, or if there is no sentence, or if all sentences
/// together have more than kMaxWords words.
std::vector<Words> splitSentences(const std::vector<std::string>& sentences);

/// The vocabulary over all sentences, case-sensitive, and its embeddings, drawn from `random` word by word in the order
/// in which the words first appear, as the post's create_word_representations draws them. C = dimensions.
/// Throws InputError if dimensions is not in kDimensionsRange, or V * C exceeds kMaxEmbeddingNumbers.
WordRepresentations createWordRepresentations(const std::vector<Words>& sentences, std::int64_t dimensions,
                                              NumpyRandom& random);

}  // namespace attention
