// The next token with the whole story of its draw, and text written token by token.
#include <algorithm>
#include <string>
#include <utility>

#include "generation.h"
#include "gpt_forward.h"
#include "model_calls.h"
#include "model_values.h"
#include "numpy_random.h"

namespace attention {

using emscripten::val;

namespace {

constexpr IntegerRange kCountRange{"count", 1, 1 << 20};

val fromDraw(const OpenModel& model, const Draw& draw) {
  val result = val::object();
  result.set("logits", fromFloats(draw.logits));
  result.set("scaled", fromDoubles(draw.scaled));
  result.set("kept", fromBytes(std::string(draw.kept.begin(), draw.kept.end())));
  result.set("probabilities", fromDoubles(draw.probabilities));
  result.set("cumulative", fromDoubles(draw.cumulative));
  result.set("draw", draw.draw);
  result.set("chosen", draw.chosen);
  result.set("chosenText", fromText(textsOf(model, {draw.chosen}).front()));
  return result;
}

}  // namespace

val nextToken(const val& options) {
  Fields fields(options);
  OpenModel& model = takeModel(fields);
  const GptConfig& config = model.parameters.config;
  std::string prompt;
  std::int64_t seed = 1;
  SamplingOptions sampling;
  std::vector<Intervention> interventions;
  fields.take("prompt", [&](const val& v) { prompt = toText(v, "prompt"); });
  const std::vector<int> tokens = promptTokens(model, prompt, config.context);
  takeSampling(fields, sampling);
  fields.take("seed", [&](const val& v) { seed = toWholeNumber(v, kSeedRange); });
  fields.take("interventions",
              [&](const val& v) { interventions = toInterventions(v, model, static_cast<int>(tokens.size())); });
  fields.refuseOthers();

  gptForward(model.parameters, tokens, interventions, model.activations);
  const auto vocab_size = static_cast<std::size_t>(config.vocab_size);
  const float* last = model.activations.at(Hook::logits) + (tokens.size() - 1) * vocab_size;
  Draw draw;
  drawToken({last, vocab_size}, sampling, NumpyRandom(seed).uniform(), draw);
  val result = fromDraw(model, draw);
  result.set("ids", fromIntegers(tokens));
  result.set("texts", fromTexts(textsOf(model, tokens)));
  return result;
}

val startGeneration(const val& options) {
  Fields fields(options);
  OpenModel& model = takeModel(fields);
  std::string prompt;
  GenerateOptions generation;
  fields.take("prompt", [&](const val& v) { prompt = toText(v, "prompt"); });
  takeSampling(fields, generation.sampling);
  fields.take("maxTokens", [&](const val& v) { generation.max_tokens = toWholeNumber(v, kMaxTokensRange); });
  fields.take("seed", [&](const val& v) { generation.seed = toWholeNumber(v, kSeedRange); });
  fields.refuseOthers();
  const std::vector<int> tokens = promptTokens(model, prompt, std::numeric_limits<int>::max());
  model.generation = std::make_unique<Generation>(model.parameters, tokens, generation);
  return fromTokens(model, tokens);
}

val generateTokens(const val& options) {
  Fields fields(options);
  OpenModel& model = takeModel(fields);
  int count = 1;
  fields.take("count", [&](const val& v) { count = toInteger(v, kCountRange); });
  fields.refuseOthers();
  if (!model.generation) throw InputError("generation must be started first");
  std::vector<int> ids;
  std::vector<double> probabilities, draws;
  while (count-- > 0 && !model.generation->isDone()) {
    const GeneratedToken token = model.generation->next();
    ids.push_back(token.id);
    probabilities.push_back(token.probability);
    draws.push_back(token.draw);
  }
  val result = fromTokens(model, ids);
  result.set("probabilities", fromDoubles(probabilities));
  result.set("draws", fromDoubles(draws));
  return result;
}

}  // namespace attention
