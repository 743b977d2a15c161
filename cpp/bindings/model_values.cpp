#include "model_values.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "math/numpy_random.h"
#include "transformer/forward.h"

namespace attention {

using emscripten::val;

namespace {

constexpr IntegerRange kNumberRange{"model", 1, std::numeric_limits<int>::max()};
constexpr IntegerRange kSizeRange{"size", 0, std::int64_t{1} << 53};

// Which of `choices` a text is.
int toChoice(const std::string& text, const char* name, std::initializer_list<std::string_view> choices) {
  const auto found = std::find(choices.begin(), choices.end(), text);
  if (found != choices.end()) return static_cast<int>(found - choices.begin());
  std::string list;
  for (const std::string_view choice : choices) {
    list += (list.empty() ? "" : choice == *(choices.end() - 1) ? " or " : ", ") + std::string(choice);
  }
  throw InputError(name, "must be " + list + ", not {}", {Piece(Quoted{text})});
}

// The enumerator whose place among its kind is that of the text among `choices`.
template <class Choice>
void takeChoice(Fields& fields, const char* name, std::initializer_list<std::string_view> choices, Choice& out) {
  std::optional<std::string> text;
  fields.text(name, text);
  if (text) out = static_cast<Choice>(toChoice(*text, name, choices));
}

Intervention toAblation(Fields& fields, const OpenModel& model) {
  AblateHead ablation;
  takeHead(fields, model, ablation.layer, ablation.head);
  fields.require({"to"});
  takeChoice(fields, "to", {"zero", "mean"}, ablation.to);
  return ablation;
}

Intervention toPattern(Fields& fields, const OpenModel& model) {
  ReplacePattern pattern;
  takeHead(fields, model, pattern.layer, pattern.head);
  fields.require({"to"});
  if (fields.value("to").isString()) {
    takeChoice(fields, "to", {"uniform", "previous", "shuffled"}, pattern.to);
    fields.whole("seed", kSeedRange, pattern.seed);
  } else {
    pattern.to = ReplacePattern::To::given;
    Floats given;
    fields.floats("to", given);
    pattern.given.assign(given.begin(), given.end());
  }
  return pattern;
}

Intervention toEdit(Fields& fields, const OpenModel& model, int length) {
  EditWeight edit;
  takeHead(fields, model, edit.layer, edit.head);
  fields.require({"query", "key", "value", "renormalise"});
  fields.integer("query", {"query", 0, length - 1}, edit.query);
  fields.integer("key", {"key", 0, length - 1}, edit.key);
  double value = 0;
  fields.number("value", value);
  edit.value = static_cast<float>(value);
  fields.flag("renormalise", edit.renormalise);
  return edit;
}

Intervention toPatch(Fields& fields, const OpenModel& model, int length) {
  Patch patch;
  fields.require({"activation", "prompt"});
  fields.text("activation", patch.activation);
  fields.integers("positions", {"positions", 0, length - 1}, patch.positions);
  int head = -1;
  fields.integer("head", {"head", 0, model.parameters.config.heads - 1}, head);
  if (head >= 0) patch.head = head;
  Activations other;
  transformerForward(model.parameters, takePrompt(fields, model, model.parameters.config.context), {}, other);
  patch.values = activation(other, patch.activation);
  return patch;
}

Intervention toIntervention(const val& value, const OpenModel& model, int length) {
  enum class Kind { head, pattern, weight, patch };
  Fields fields(value);
  Kind kind = Kind::head;
  fields.require({"kind"});
  takeChoice(fields, "kind", {"head", "pattern", "weight", "patch"}, kind);
  Intervention intervention = kind == Kind::head      ? toAblation(fields, model)
                              : kind == Kind::pattern ? toPattern(fields, model)
                              : kind == Kind::weight  ? toEdit(fields, model, length)
                                                      : toPatch(fields, model, length);
  fields.refuseOthers();
  return intervention;
}

/// A tokenizer may have tokens for which the model has no embedding.
void requireInVocabulary(const OpenModel& model, int token) {
  if (token < model.parameters.config.vocab_size) return;
  refuse("prompt", "must not have the token {}: the model's vocabulary ends before its id, {}",
         {Quoted{model.tokenizer->piece(token)}, token});
}

}  // namespace

Models& models() {
  static Models all;
  return all;
}

std::int64_t takeModelNumber(Fields& fields) {
  std::int64_t number = 0;
  fields.whole("model", kNumberRange, number);
  return number;
}

FileBeginning takeFileBeginning(Fields& fields) {
  FileBeginning file{};
  std::int64_t size = 0;
  fields.require({"name", "weights", "size"});
  fields.text("name", file.name);
  fields.bytes("weights", file.weights);
  fields.whole("size", kSizeRange, size);
  fields.refuseOthers();
  requireInRange(kSizeRange, size);
  file.size = static_cast<std::uint64_t>(size);
  return file;
}

OpenModel& takeModel(Fields& fields) { return models().at(takeModelNumber(fields)); }

std::vector<int> takePrompt(Fields& fields, const OpenModel& model, int most) {
  std::string text;
  std::vector<int> tokens;
  const val prompt = fields.value("prompt");
  if (prompt.typeOf().as<std::string>() == "object") {
    fields.integers("prompt", {"prompt", 0, model.parameters.config.vocab_size - 1}, tokens);
  } else {
    fields.text("prompt", text);
    tokens = model.tokenizer->encodePrompt(text);
  }
  for (const int token : tokens) requireInVocabulary(model, token);
  if (tokens.empty()) refuse("prompt", "must have at least one token, not {}", {Quoted{text}});
  if (static_cast<int>(tokens.size()) > most) {
    refuse("prompt", "must have at most {} tokens, the model's context, not {}", {most, tokens.size()});
  }
  return tokens;
}

void takeInterventions(Fields& fields, const OpenModel& model, int length, std::vector<Intervention>& interventions) {
  const val value = fields.value("interventions");
  if (value.isUndefined()) return;
  if (!value.isArray()) refuse("interventions", "an array", value);
  for (const val& item : emscripten::vecFromJSArray<val>(value)) {
    interventions.push_back(toIntervention(item, model, length));
  }
}

void takeHead(Fields& fields, const OpenModel& model, int& layer, int& head) {
  const TransformerConfig& config = model.parameters.config;
  fields.require({"layer", "head"});
  fields.integer("layer", {"layer", 0, config.layers - 1}, layer);
  fields.integer("head", {"head", 0, config.heads - 1}, head);
}

void takeSampling(Fields& fields, SamplingOptions& sampling) {
  fields.number("temperature", sampling.temperature);
  fields.whole("topK", kTopKRange, sampling.top_k);
  fields.number("topP", sampling.top_p);
  fields.number("minP", sampling.min_p);
}

val textOf(const OpenModel& model, int id) {
  return fromPiece(id < model.tokenizer->size() ? model.tokenizer->piece(id) : "");
}

val textsOf(const OpenModel& model, const std::vector<int>& ids) {
  val texts = val::array();
  for (const int id : ids) texts.call<void>("push", textOf(model, id));
  return texts;
}

Record fromTokens(const OpenModel& model, const std::vector<int>& ids) {
  Record result;
  result.set("ids", ids);
  result.set("texts", textsOf(model, ids));
  return result;
}

Record fromTensor(const Tensor& tensor) {
  Record result;
  result.set("shape", val::array(tensor.shape));
  result.set("data", tensor.data);
  return result;
}

}  // namespace attention
