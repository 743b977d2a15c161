// The next token with the whole story of its draw, and text written token by token.
#include <limits>
#include <string>
#include <utility>

#include "math/numpy_random.h"
#include "model_calls.h"
#include "model_values.h"
#include "transformer/forward.h"
#include "transformer/generation.h"

namespace attention {

using emscripten::val;

namespace {

constexpr IntegerRange kCountRange{"count", 1, 1 << 20};

Record fromDraw(const OpenModel& model, const Draw& draw) {
  Record result;
  result.set("logits", draw.logits);
  result.set("scaled", draw.scaled);
  result.set("kept", fromBytes({reinterpret_cast<const char*>(draw.kept.data()), draw.kept.size()}));
  result.set("probabilities", draw.probabilities);
  result.set("cumulative", draw.cumulative);
  result.set("draw", draw.draw);
  result.set("chosen", draw.chosen);
  result.set("chosenText", textOf(model, draw.chosen));
  return result;
}

}  // namespace

val nextToken(const val& options) {
  Fields fields(options);
  OpenModel& model = takeModel(fields);
  const TransformerConfig& config = model.parameters.config;
  std::int64_t seed = 1;
  SamplingOptions sampling;
  std::vector<Intervention> interventions;
  const std::vector<int> tokens = takePrompt(fields, model, config.context);
  takeSampling(fields, sampling);
  fields.whole("seed", kSeedRange, seed);
  takeInterventions(fields, model, static_cast<int>(tokens.size()), interventions);
  fields.refuseOthers();

  transformerForward(model.parameters, tokens, interventions, model.activations);
  const float* const last = model.activations.view(Hook::logits).row(static_cast<int>(tokens.size()) - 1);
  Draw draw;
  drawToken({last, static_cast<std::size_t>(config.vocab_size)}, sampling, NumpyRandom(seed).uniform(), draw);
  Record result = fromDraw(model, draw);
  result.set("ids", tokens);
  result.set("texts", textsOf(model, tokens));
  return result.value();
}

val startGeneration(const val& options) {
  Fields fields(options);
  OpenModel& model = takeModel(fields);
  GenerateOptions generation;
  bool ignores_end = false;
  const std::vector<int> tokens = takePrompt(fields, model, std::numeric_limits<int>::max());
  takeSampling(fields, generation.sampling);
  fields.whole("maxTokens", kMaxTokensRange, generation.max_tokens);
  fields.whole("seed", kSeedRange, generation.seed);
  fields.flag("ignoreEos", ignores_end);
  fields.refuseOthers();
  if (!ignores_end) generation.end_tokens = model.end_tokens;
  model.generation = std::make_unique<Generation>(model.parameters, tokens, generation);
  return fromTokens(model, tokens).value();
}

val generateTokens(const val& options) {
  Fields fields(options);
  OpenModel& model = takeModel(fields);
  int count = 1;
  fields.integer("count", kCountRange, count);
  fields.refuseOthers();
  if (!model.generation) refuse("generation", "must be started first");
  std::vector<int> ids;
  std::vector<double> probabilities, draws;
  while (count-- > 0 && !model.generation->isDone()) {
    const GeneratedToken token = model.generation->next();
    ids.push_back(token.id);
    probabilities.push_back(token.probability);
    draws.push_back(token.draw);
  }
  Record result = fromTokens(model, ids);
  result.set("probabilities", probabilities);
  result.set("draws", draws);
  return result.value();
}

}  // namespace attention
