// The post's predict_next_word_with_self_attention, for one current word or a batch of them, with every intermediate.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "math/matrix.h"
#include "post/self_attention.h"
#include "post/word_representations.h"

namespace attention {

inline constexpr IntegerRange kContextRange{"context", 0, 100'000};

/// The most numbers that one matrix of a batch may have (128 MB).
inline constexpr std::int64_t kMaxBatchNumbers = std::int64_t{1} << 24;

/// The five departures of the post's program, each a switch of its own.
///   switch         published                                     corrected
///   normalisation  softmax(exp(scores)): exponentiated twice     softmax(scores)
///   context        the sentence's last N + 1 words               the N words before the current word
///   query          mean of the context's embeddings              the current word's embedding
///   values         unused: a word of the sentence is drawn       pattern · values is scored against every embedding of
///                  from the pattern                              the vocabulary, a word drawn from that softmax
///   lookup         the drawn position is read as an index of     the drawn word's own index
///                  the vocabulary
struct Departures {
  Variant normalisation = Variant::published;
  Variant context = Variant::published;
  Variant query = Variant::published;
  Variant values = Variant::published;
  Variant lookup = Variant::published;
};

/// The positions [begin, end) of a sentence.
struct Span {
  int begin;
  int end;
};

/// Predictions for B current words of one sentence. N is the number of candidates: T where `values` is published, V
/// where it is corrected. Words are given by their index in the vocabulary.
struct Predictions {
  std::vector<int> indices;    // [T] the sentence's words
  std::vector<int> positions;  // [B] where each current word stands in the sentence; T: after its end
  std::vector<Span> contexts;  // [B]
  Matrix queries;              // [B, C]
  Matrix keys;                 // [T, C] the embeddings of the sentence's words; the values are the same
  Matrix products;             // [B, T] query · key
  Matrix scores;               // [B, T] products / √C
  Matrix weights;              // [B, T] exp(scores), or softmax(scores) if normalisation is corrected
  Vector maxima;               // [B]    largest of the softmax's arguments: of weights, or of scores if corrected
  Matrix shifted;              // [B, T] those arguments less maxima
  Matrix exponentials;         // [B, T] exp(shifted)
  Vector sums;                 // [B]    sum of exponentials
  Matrix pattern;              // [B, T] exponentials / sum: what each query pays to each key, each row's sum 1
  Matrix outputs;              // [B, C] pattern · values; empty unless values is corrected
  Matrix logits;               // [B, V] outputs · embeddingsᵀ; empty unless values is corrected
  Matrix probabilities;        // [B, N] the pattern, or softmax(logits) if values is corrected
  Matrix cumulative;           // [B, N] cumsum(probabilities) / sum
  double draw = 0;             // the uniform draw, on [0, 1), looked up in each row of cumulative
  std::vector<int> chosen;     // [B] the candidate that the draw falls on, 0 to N - 1
  std::vector<int> outcomes;   // [N] the word that each candidate stands for; -1: the published lookup has no such
                               //     index, and the post's program stops with a KeyError
};

/// Where `word` last stands in `words`, or words.size() if it does not: the current word then comes after the sentence.
int positionOf(const std::string& word, const Words& words);

/// Predicts from the sentence `words` [T], once for each of `positions` [B], each 0 to T.
/// `current_index` is the vocabulary's index of the current word where a position is T (-1: it has none, which only the
/// published query allows). `context_size` is the post's N. `draw` is on [0, 1).
/// The mean of an empty context (a corrected context before the first word) is taken as the zero vector, whose scores
/// are all 0 and whose pattern is uniform.
/// Throws InputError if a word is not in the vocabulary, context_size is not in kContextRange, a position is out of
/// range, or a matrix of the result would have more than kMaxBatchNumbers numbers.
Predictions predictNextWords(const WordRepresentations& representations, const Words& words,
                             const std::vector<int>& positions, int current_index, std::int64_t context_size,
                             const Departures& departures, double draw);

/// The same for one current word, B = 1: it stands where the sentence has it last, or else comes after the sentence.
/// Throws InputError as predictNextWords does, or if the current word is not in the vocabulary and a corrected query or
/// context makes use of it; the post's program never does.
Predictions predictNextWord(const WordRepresentations& representations, const Words& words,
                            const std::string& current_word, std::int64_t context_size, const Departures& departures,
                            double draw);

}  // namespace attention
