#include "model_values.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include "gpt_forward.h"

namespace attention {

using emscripten::val;

namespace {

constexpr IntegerRange kNumberRange{"model", 1, std::numeric_limits<int>::max()};

// The choice that a text names.
template <class Choice, std::size_t N>
Choice toChoice(const val& value, const char* name, const std::array<std::pair<std::string_view, Choice>, N>& choices) {
  const std::string text = toText(value, name);
  std::string list;
  for (const auto& [known, choice] : choices) {
    if (text == known) return choice;
    list += (list.empty() ? "" : ", ") + std::string(known);
  }
  throw InputError(std::string(name) + " must be " + list + ", not " + quoted(text));
}

void takeHead(Fields& fields, const OpenModel& model, int& layer, int& head) {
  const GptConfig& config = model.parameters.config;
  fields.take("layer", [&](const val& v) { layer = toInteger(v, {"layer", 0, config.layers - 1}); });
  fields.take("head", [&](const val& v) { head = toInteger(v, {"head", 0, config.heads - 1}); });
}

Intervention toAblation(Fields& fields, const OpenModel& model) {
  using To = AblateHead::To;
  AblateHead ablation;
  takeHead(fields, model, ablation.layer, ablation.head);
  fields.take("to", [&](const val& v) {
    ablation.to = toChoice<To, 2>(v, "to", {{{"zero", To::zero}, {"mean", To::mean}}});
  });
  return ablation;
}

Intervention toPattern(Fields& fields, const OpenModel& model) {
  using To = ReplacePattern::To;
  ReplacePattern pattern;
  takeHead(fields, model, pattern.layer, pattern.head);
  fields.take("to", [&](const val& v) {
    if (v.isString()) {
      pattern.to = toChoice<To, 2>(v, "to", {{{"uniform", To::uniform}, {"previous", To::previous}}});
      return;
    }
    pattern.to = To::given;
    pattern.given = toFloats(v, "to");
  });
  return pattern;
}

Intervention toEdit(Fields& fields, const OpenModel& model, int length) {
  EditWeight edit;
  takeHead(fields, model, edit.layer, edit.head);
  fields.take("query", [&](const val& v) { edit.query = toInteger(v, {"query", 0, length - 1}); });
  fields.take("key", [&](const val& v) { edit.key = toInteger(v, {"key", 0, length - 1}); });
  fields.take("value", [&](const val& v) { edit.value = static_cast<float>(toNumber(v, "value")); });
  fields.take("renormalise", [&](const val& v) { edit.renormalise = toFlag(v, "renormalise"); });
  return edit;
}

Intervention toPatch(Fields& fields, const OpenModel& model, int length) {
  Patch patch;
  std::string prompt;
  fields.take("activation", [&](const val& v) { patch.activation = toText(v, "activation"); });
  fields.take("prompt", [&](const val& v) { prompt = toText(v, "prompt"); });
  fields.take("positions", [&](const val& v) {
    if (!v.isArray()) refuse("positions", "an array of numbers", v);
    for (const val& position : emscripten::vecFromJSArray<val>(v)) {
      patch.positions.push_back(toInteger(position, {"positions", 0, length - 1}));
    }
  });
  Activations other;
  gptForward(model.parameters, promptTokens(model, prompt, model.parameters.config.context), {}, other);
  patch.values = activation(other, patch.activation);
  return patch;
}

Intervention toIntervention(const val& value, const OpenModel& model, int length) {
  enum class Kind { head, pattern, weight, patch };
  Fields fields(value);
  Kind kind = Kind::head;
  fields.take("kind", [&](const val& v) {
    kind = toChoice<Kind, 4>(
        v, "kind",
        {{{"head", Kind::head}, {"pattern", Kind::pattern}, {"weight", Kind::weight}, {"patch", Kind::patch}}});
  });
  Intervention intervention = kind == Kind::head      ? toAblation(fields, model)
                              : kind == Kind::pattern ? toPattern(fields, model)
                              : kind == Kind::weight  ? toEdit(fields, model, length)
                                                      : toPatch(fields, model, length);
  fields.refuseOthers();
  return intervention;
}

}  // namespace

Models& models() {
  static Models all;
  return all;
}

OpenModel& takeModel(Fields& fields) {
  std::int64_t number = 0;
  fields.take("model", [&](const val& v) { number = toWholeNumber(v, kNumberRange); });
  return models().at(number);
}

int toInteger(const val& value, const IntegerRange& range) {
  const std::int64_t number = toWholeNumber(value, range);
  requireInRange(range, number);
  return static_cast<int>(number);
}

std::vector<int> promptTokens(const OpenModel& model, const std::string& prompt, int most) {
  std::vector<int> tokens = model.tokenizer->encode(prompt);
  if (tokens.empty()) throw InputError("prompt must have at least one token, not " + quoted(prompt));
  if (static_cast<int>(tokens.size()) > most) {
    throw InputError("prompt must have at most " + std::to_string(most) + " tokens, the model's context, not " +
                     std::to_string(tokens.size()));
  }
  return tokens;
}

std::vector<Intervention> toInterventions(const val& value, const OpenModel& model, int length) {
  if (!value.isArray()) refuse("interventions", "an array", value);
  std::vector<Intervention> interventions;
  for (const val& item : emscripten::vecFromJSArray<val>(value)) {
    interventions.push_back(toIntervention(item, model, length));
  }
  return interventions;
}

void takeSampling(Fields& fields, SamplingOptions& sampling) {
  fields.take("temperature", [&](const val& v) { sampling.temperature = toNumber(v, "temperature"); });
  fields.take("topK", [&](const val& v) { sampling.top_k = toWholeNumber(v, kTopKRange); });
  fields.take("topP", [&](const val& v) { sampling.top_p = toNumber(v, "top_p"); });
  fields.take("minP", [&](const val& v) { sampling.min_p = toNumber(v, "min_p"); });
}

std::vector<std::string> textsOf(const OpenModel& model, const std::vector<int>& ids) {
  std::vector<std::string> texts;
  texts.reserve(ids.size());
  for (const int id : ids) texts.push_back(id < model.tokenizer->size() ? model.tokenizer->piece(id) : "");
  return texts;
}

val fromTokens(const OpenModel& model, const std::vector<int>& ids) {
  val result = val::object();
  result.set("ids", fromIntegers(ids));
  result.set("texts", fromTexts(textsOf(model, ids)));
  return result;
}

val fromTensor(const Tensor& tensor) {
  val result = val::object();
  result.set("shape", val::array(tensor.shape));
  result.set("data", fromFloats(tensor.data));
  return result;
}

}  // namespace attention
