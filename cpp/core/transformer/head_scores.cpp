#include "transformer/head_scores.h"

#include <cmath>
#include <utility>

#include "base/input_error.h"
#include "math/numpy_random.h"
#include "math/vector_math.h"
#include "transformer/forward.h"
#include "transformer/interventions.h"

namespace attention {

namespace {

/// One head's pattern, [T, T].
ConstView patternOf(const Activations& activations, int layer, int head) {
  const int length = activations.length();
  return activations.view(Hook::pattern, layer).rowsFrom(head * length, length);
}

float logProbability(const Activations& activations, int position, int token) {
  const ConstView logits = activations.view(Hook::logits);
  const float* const row = logits.row(position);
  std::vector<float> exponentials(static_cast<std::size_t>(logits.columns));
  const float largest = maximum(row, logits.columns);
  return row[token] - largest - std::log(sumExp(row, largest, exponentials.data(), logits.columns));
}

}  // namespace

std::vector<float> headScores(const Activations& activations, std::span<const int> tokens) {
  const TransformerConfig& config = activations.config();
  const auto length = static_cast<int>(tokens.size());
  std::vector<float> scores;
  for (int i = 0; i < config.layers * config.heads; ++i) {
    const ConstView pattern = patternOf(activations, i / config.heads, i % config.heads);
    double all = 0, previous = 0, same = 0, first = 0, induction = 0, entropy = 0, distance = 0;
    for (int query = 0; query < length; ++query) {
      for (int key = 0; key <= query; ++key) {
        const float weight = pattern.row(query)[key];
        const auto share = static_cast<double>(weight);
        const auto isQuerys = [&](int place) {
          return place >= 0 && tokens[static_cast<std::size_t>(place)] == tokens[static_cast<std::size_t>(query)];
        };
        all += share;
        distance += share * (query - key);
        if (weight > 0)
          entropy -= share * static_cast<double>(std::log(weight));  // a double's would bring 4 KB of tables
        if (key == 0) first += share;
        if (key + 1 == query) previous += share;
        if (key < query && isQuerys(key)) same += share;
        if (isQuerys(key - 1)) induction += share;
      }
    }
    if (all == 0) all = 1;  // a pattern of nothing
    for (const double score :
         {previous / all, same / all, first / all, induction / all, entropy / length, distance / length}) {
      scores.push_back(static_cast<float>(score));
    }
  }
  return scores;
}

std::vector<float> headEffects(const Parameters& parameters, std::span<const int> tokens, int position, int token,
                               std::int64_t seed) {
  const TransformerConfig& config = parameters.config;
  requireInRange({"token", 0, config.vocab_size - 1}, token);
  Activations clean, changed;
  transformerForward(parameters, tokens, {}, clean);
  requireInRange({"position", 0, clean.length() - 1}, position);
  const float before = logProbability(clean, position, token);
  std::vector<float> effects;
  std::vector<Intervention> changes(1);
  const auto measure = [&] {
    transformerForward(parameters, tokens, changes, changed);
    effects.push_back(logProbability(changed, position, token) - before);
  };
  for (int i = 0; i < config.layers * config.heads; ++i) {
    const int layer = i / config.heads, head = i % config.heads;
    changes.front() = AblateHead{layer, head};
    measure();
    for (const auto to : {ReplacePattern::To::uniform, ReplacePattern::To::shuffled}) {
      changes.front() = ReplacePattern{layer, head, to, {}, seed};
      measure();
    }
  }
  return effects;
}

}  // namespace attention
