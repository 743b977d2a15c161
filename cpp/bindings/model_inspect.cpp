// One pass over a prompt with whatever of it is asked for.
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "math/numpy_random.h"
#include "model_calls.h"
#include "model_values.h"
#include "transformer/backward.h"
#include "transformer/cross_entropy.h"
#include "transformer/forward.h"
#include "transformer/head_reading.h"
#include "transformer/readouts.h"

namespace attention {

using emscripten::val;

namespace {

constexpr std::string_view kEveryLayer = "blocks.*.";

// "blocks.*.x" stands for x of every block.
std::vector<std::string> expanded(const std::vector<std::string>& names, const TransformerConfig& config) {
  std::vector<std::string> all;
  for (const std::string& name : names) {
    if (!name.starts_with(kEveryLayer)) {
      all.push_back(name);
      continue;
    }
    for (int layer = 0; layer < config.layers; ++layer) {
      all.push_back("blocks." + std::to_string(layer) + "." + name.substr(kEveryLayer.size()));
    }
  }
  return all;
}

Record fromActivations(const Activations& activations, const std::vector<std::string>& names) {
  Record result;
  for (const std::string& name : expanded(names, activations.config())) {
    result.set(name.c_str(), fromTensor(activation(activations, name)));
  }
  return result;
}

Record fromGradients(OpenModel& model, const std::vector<int>& tokens, const std::vector<Intervention>& interventions,
                     const std::vector<std::string>& names) {
  if (tokens.size() < 2) refuse("prompt", "must have at least 2 tokens for a gradient, not 1");
  const float scale = 1.0F / static_cast<float>(tokens.size() - 1);
  transformerBackward(model.parameters, tokens, nextTokens(tokens), scale, interventions, model.activations,
                      model.gradients, {});
  return fromActivations(model.gradients, names);
}

Record fromLens(const OpenModel& model, int top) {
  const Lens lens = logitLens(model.parameters, model.activations, top);
  Record result = fromTokens(model, lens.ids);
  result.set("shape", val::array(std::vector<int>{lens.layers, lens.positions, lens.top}));
  result.set("probabilities", lens.probabilities);
  return result;
}

Record fromRollout(const Activations& activations) {
  const int length = activations.length();
  return fromTensor({{activations.config().layers, length, length}, attentionRollout(activations)});
}

Record fromAttribution(const OpenModel& model, int position, int token) {
  const TransformerConfig& config = model.parameters.config;
  const Attribution parts = directLogitAttribution(model.parameters, model.activations, position, token);
  Record result;
  result.set("logit", parts.logit);
  result.set("embed", parts.embed);
  result.set("posEmbed", parts.pos_embed);
  result.set("heads", fromTensor({{config.layers, config.heads}, parts.heads}));
  result.set("attnBiases", parts.attn_biases);
  result.set("mlps", parts.mlps);
  result.set("bias", parts.bias);
  result.set("edits", parts.edits);
  return result;
}

Record fromHead(const HeadReading& reading) {
  Record result;
  result.set("queries", reading.queries);
  result.set("keys", reading.keys);
  result.set("values", reading.values);
  result.set("products", reading.products);
  result.set("scores", reading.scores);
  result.set("maxima", reading.maxima);
  result.set("shifted", reading.shifted);
  result.set("exponentials", reading.exponentials);
  result.set("sums", reading.sums);
  result.set("pattern", reading.pattern);
  result.set("outputs", reading.outputs);
  return result;
}

Record fromEveryDraw(const Activations& activations, const SamplingOptions& sampling, std::int64_t seed) {
  const double uniform = NumpyRandom(seed).uniform();
  const EveryDraw every = drawAtEveryPosition(activations, sampling, uniform);
  Record result;
  result.set("probabilities", every.probabilities);
  result.set("cumulative", every.cumulative);
  result.set("draw", uniform);
  result.set("chosen", every.chosen);
  return result;
}

struct Spot {
  int position = 0;
  int token = 0;
};

Spot toSpot(const val& value, int length, int vocab_size) {
  Spot spot;
  Fields fields(value);
  fields.require({"position", "token"});
  fields.integer("position", {"position", 0, length - 1}, spot.position);
  fields.integer("token", {"token", 0, vocab_size - 1}, spot.token);
  fields.refuseOthers();
  return spot;
}

struct HeadName {
  int layer = 0;
  int head = 0;
};

HeadName toHeadName(const val& value, const OpenModel& model) {
  HeadName name;
  Fields fields(value);
  takeHead(fields, model, name.layer, name.head);
  fields.refuseOthers();
  return name;
}

}  // namespace

val inspect(const val& options) {
  Fields fields(options);
  OpenModel& model = takeModel(fields);
  const TransformerConfig& config = model.parameters.config;
  const std::vector<int> tokens = takePrompt(fields, model, config.context);
  const auto length = static_cast<int>(tokens.size());

  std::vector<std::string> activations, gradients;
  std::vector<Intervention> interventions;
  int top = 0;
  bool is_rollout_wanted = false;
  std::optional<Spot> spot;
  std::optional<HeadName> head;
  std::optional<std::int64_t> seed;
  SamplingOptions sampling;
  fields.texts("activations", activations);
  fields.texts("gradients", gradients);
  takeInterventions(fields, model, length, interventions);
  fields.integer("lens", {"lens", 0, config.vocab_size}, top);
  fields.flag("rollout", is_rollout_wanted);
  if (const val v = fields.value("attribution"); !v.isUndefined()) spot = toSpot(v, length, config.vocab_size);
  if (const val v = fields.value("head"); !v.isUndefined()) head = toHeadName(v, model);
  if (!fields.value("seed").isUndefined()) fields.whole("seed", kSeedRange, seed.emplace());
  takeSampling(fields, sampling);
  fields.refuseOthers();

  transformerForward(model.parameters, tokens, interventions, model.activations);
  Record result = fromTokens(model, tokens);
  result.set("loss", length > 1 ? crossEntropy(model.activations, nextTokens(tokens)) : std::nan(""));
  result.set("activations", fromActivations(model.activations, activations));
  result.set("gradients", gradients.empty() ? Record() : fromGradients(model, tokens, interventions, gradients));
  if (top > 0) result.set("lens", fromLens(model, top));
  if (is_rollout_wanted) result.set("rollout", fromRollout(model.activations));
  if (spot) result.set("attribution", fromAttribution(model, spot->position, spot->token));
  if (head) result.set("head", fromHead(readHead(model.activations, head->layer, head->head)));
  if (seed) result.set("draws", fromEveryDraw(model.activations, sampling, *seed));
  return result.value();
}

}  // namespace attention
