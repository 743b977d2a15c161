#include "post/next_word.h"

#include <algorithm>
#include <numeric>

#include "math/softmax.h"

namespace attention {

namespace {

void requireBatchFits(std::size_t rows, Eigen::Index columns) {
  if (static_cast<std::int64_t>(rows) * columns <= kMaxBatchNumbers) return;
  refuse("words", "must be fewer: {} queries against {} words need more than {} numbers",
         {rows, columns, kMaxBatchNumbers});
}

// The steps from position to query.

Span contextOf(int position, int length, std::int64_t context_size, Variant variant) {
  const auto size = static_cast<int>(context_size);
  if (variant == Variant::published) return {std::max(0, length - (size + 1)), length};
  return {std::max(0, position - size), position};
}

Vector meanOf(const Matrix& keys, Span span) {
  if (span.begin == span.end) return Vector::Zero(keys.cols());
  return keys.middleRows(span.begin, span.end - span.begin).colwise().mean().transpose();
}

Vector currentEmbedding(const WordRepresentations& representations, const Predictions& p, int position,
                        int current_index) {
  const auto length = static_cast<int>(p.indices.size());
  const int index = position < length ? p.indices[static_cast<std::size_t>(position)] : current_index;
  if (index < 0) refuse("word", "must be one of the sentences' words for the corrected query");
  return representations.embeddings.row(index).transpose();
}

void fillQueries(Predictions& p, const WordRepresentations& representations, int current_index,
                 std::int64_t context_size, const Departures& departures) {
  const auto length = static_cast<int>(p.indices.size());
  p.queries.resize(static_cast<Eigen::Index>(p.positions.size()), p.keys.cols());
  for (const int position : p.positions) {
    requireInRange({"position", 0, length}, position);
    const Span context = contextOf(position, length, context_size, departures.context);
    const auto row = static_cast<Eigen::Index>(p.contexts.size());
    p.contexts.push_back(context);
    p.queries.row(row) =
        (departures.query == Variant::published ? meanOf(p.keys, context)
                                                : currentEmbedding(representations, p, position, current_index))
            .transpose();
  }
}

// The steps from query to pattern.

void fillPattern(Predictions& p, Variant normalisation) {
  p.scores = attentionScores(p.queries, p.keys);
  p.products = p.queries.lazyProduct(p.keys.transpose());
  p.weights = p.shifted = p.exponentials = p.pattern = Matrix(p.scores.rows(), p.scores.cols());
  p.maxima = p.sums = Vector(p.scores.rows());
  for (Eigen::Index row = 0; row < p.scores.rows(); ++row) {
    const Vector scores = p.scores.row(row).transpose();
    const Vector weights = attentionWeights(scores, normalisation);
    const SoftmaxSteps steps = softmaxSteps(normalisation == Variant::published ? weights : scores);
    p.weights.row(row) = weights.transpose();
    p.maxima[row] = steps.maximum;
    p.shifted.row(row) = steps.shifted.transpose();
    p.exponentials.row(row) = steps.exponentials.transpose();
    p.sums[row] = steps.sum;
    p.pattern.row(row) = steps.probabilities.transpose();
  }
}

// The steps from pattern to word.

void fillProbabilities(Predictions& p, const Matrix& embeddings, Variant values) {
  p.probabilities = p.pattern;
  if (values == Variant::published) return;
  p.outputs = p.pattern.lazyProduct(p.keys);
  p.logits = p.outputs.lazyProduct(embeddings.transpose());
  p.probabilities.resize(p.logits.rows(), p.logits.cols());
  for (Eigen::Index row = 0; row < p.logits.rows(); ++row) {
    p.probabilities.row(row) = softmax(p.logits.row(row).transpose()).transpose();
  }
}

std::vector<int> outcomesOf(const Predictions& p, int vocabulary_size, const Departures& departures) {
  const bool by_word = departures.values == Variant::published && departures.lookup == Variant::corrected;
  if (by_word) return p.indices;
  std::vector<int> outcomes(static_cast<std::size_t>(p.probabilities.cols()));
  std::iota(outcomes.begin(), outcomes.end(), 0);
  for (int& outcome : outcomes) outcome = outcome < vocabulary_size ? outcome : -1;
  return outcomes;
}

void drawEachRow(Predictions& p) {
  p.cumulative.resize(p.probabilities.rows(), p.probabilities.cols());
  for (Eigen::Index row = 0; row < p.probabilities.rows(); ++row) {
    const Vector cumulative = cumulativeProbabilities(p.probabilities.row(row).transpose());
    p.cumulative.row(row) = cumulative.transpose();
    p.chosen.push_back(chooseIndex(cumulative, p.draw));
  }
}

}  // namespace

int positionOf(const std::string& word, const Words& words) {
  const auto last = std::find(words.rbegin(), words.rend(), word);
  return static_cast<int>((last == words.rend() ? words.end() : last.base() - 1) - words.begin());
}

Predictions predictNextWords(const WordRepresentations& representations, const Words& words,
                             const std::vector<int>& positions, int current_index, std::int64_t context_size,
                             const Departures& departures, double draw) {
  requireInRange(kContextRange, context_size);
  const auto vocabulary_size = static_cast<int>(representations.vocabulary.size());
  const auto length = static_cast<Eigen::Index>(words.size());
  requireBatchFits(positions.size(), std::max<Eigen::Index>(length, vocabulary_size));
  Predictions p;
  p.positions = positions;
  p.draw = draw;
  p.indices.reserve(words.size());
  for (const std::string& word : words) p.indices.push_back(representations.indexOf(word));
  p.keys = rowsAt(representations.embeddings, p.indices);
  fillQueries(p, representations, current_index, context_size, departures);
  fillPattern(p, departures.normalisation);
  fillProbabilities(p, representations.embeddings, departures.values);
  p.outcomes = outcomesOf(p, vocabulary_size, departures);
  drawEachRow(p);
  return p;
}

Predictions predictNextWord(const WordRepresentations& representations, const Words& words,
                            const std::string& current_word, std::int64_t context_size, const Departures& departures,
                            double draw) {
  const bool is_used = departures.query == Variant::corrected || departures.context == Variant::corrected;
  const int current_index = is_used ? representations.indexOf(current_word) : -1;
  return predictNextWords(representations, words, {positionOf(current_word, words)}, current_index, context_size,
                          departures, draw);
}

}  // namespace attention
