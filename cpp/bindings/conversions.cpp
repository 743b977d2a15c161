#include "conversions.h"

#include <emscripten.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "input_error.h"

// Arrays leave in one step each: a value put together through `val` crosses the border for every name and number, which
// takes longer than the model of a short sentence. Each makes a copy that JavaScript owns.
// clang-format off
using Handle = decltype(std::declval<emscripten::val>().as_handle());

EM_JS(Handle, copyDoubles, (const double* data, int size), {
  return Emval.toHandle(new Float64Array(wasmMemory.buffer, data, size).slice());
})

EM_JS(Handle, copyIntegers, (const int* data, int size), {
  return Emval.toHandle(new Int32Array(wasmMemory.buffer, data, size).slice());
})

EM_JS(Handle, copyMatrix, (const double* data, int rows, int columns), {
  const copy = new Float64Array(wasmMemory.buffer, data, rows * columns).slice();
  return Emval.toHandle({ rows, columns, data: copy });
})

EM_JS(Handle, pickWords, (Handle vocabulary, const int* indices, int size), {
  const words = Emval.toValue(vocabulary);
  return Emval.toHandle(Array.from(new Int32Array(wasmMemory.buffer, indices, size), (index) => words[index]));
})
// clang-format on

namespace attention {

using emscripten::val;

val fromText(const std::string& text) {
  static const val decoder = [] {
    val options = val::object();
    options.set("ignoreBOM", true);  // U+FEFF is a character of the text
    return val::global("TextDecoder").new_(std::string("utf-8"), options);
  }();
  return decoder.call<val>(
      "decode", emscripten::typed_memory_view(text.size(), reinterpret_cast<const std::uint8_t*>(text.data())));
}

namespace {

// ---- in ----

// A value as a message shows it: text in quotes, the rest as JavaScript prints it.
std::string shown(const val& value) {
  if (value.isString()) return quoted(value.as<std::string>());
  return val::global("String")(value).as<std::string>();
}

[[noreturn]] void refuse(std::string_view name, const char* expected, const val& value) {
  throw InputError(std::string(name) + " must be " + expected + ", not " + shown(value));
}

std::string toText(const val& value, std::string_view name) {
  if (!value.isString()) refuse(name, "text", value);
  // A lone surrogate has no UTF-8: encoding it would change the text without a word.
  static const val lone_surrogate = val::global("RegExp").new_(std::string("\\p{Surrogate}"), std::string("u"));
  const int at = value.call<int>("search", lone_surrogate);
  if (at >= 0) throw InputError(std::string(name) + " is not valid Unicode at position " + std::to_string(at));
  return value.as<std::string>();
}

std::vector<std::string> toTexts(const val& value, const char* name) {
  if (!value.isArray()) refuse(name, "an array of texts", value);
  std::vector<std::string> texts;
  for (const val& text : emscripten::vecFromJSArray<val>(value)) texts.push_back(toText(text, name));
  return texts;
}

std::int64_t toWholeNumber(const val& value, const IntegerRange& range) {
  constexpr double kLargestExact = 0x1p53;
  const double number = value.isNumber() ? value.as<double>() : std::nan("");
  if (std::trunc(number) != number || std::abs(number) > kLargestExact) refuseInteger(range, shown(value));
  return static_cast<std::int64_t>(number);
}

double toNumber(const val& value, const char* name) {
  if (!value.isNumber()) refuse(name, "a number", value);
  return value.as<double>();
}

bool toFlag(const val& value, const char* name) {
  if (!value.isTrue() && !value.isFalse()) refuse(name, "true or false", value);
  return value.isTrue();
}

Vector toVector(const val& value, const char* name) {
  const bool is_list = value.isArray() || value.instanceof (val::global("Float64Array"));
  if (!is_list) refuse(name, "an array of numbers", value);
  const std::vector<val> items = emscripten::vecFromJSArray<val>(value);
  Vector vector(static_cast<Eigen::Index>(items.size()));
  for (std::size_t i = 0; i < items.size(); ++i) vector[static_cast<Eigen::Index>(i)] = toNumber(items[i], name);
  return vector;
}

struct Switch {
  std::string_view name;
  Variant Departures::*variant;
};

constexpr std::array<Switch, 5> kSwitches = {{{"normalisation", &Departures::normalisation},
                                              {"context", &Departures::context},
                                              {"query", &Departures::query},
                                              {"values", &Departures::values},
                                              {"lookup", &Departures::lookup}}};

Departures toDepartures(const val& value) {
  const std::string text = toText(value, "corrected");
  Departures departures;
  if (text == "none" || text.empty()) return departures;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view name = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    bool is_known = false;
    for (const Switch& a_switch : kSwitches) {
      if (name != a_switch.name && text != "all") continue;
      departures.*a_switch.variant = Variant::corrected;
      is_known = true;
    }
    if (!is_known) {
      throw InputError("corrected must be all, none, or a list of normalisation, context, query, values, lookup, not " +
                       quoted(name));
    }
  }
  return departures;
}

/// The fields of one options object. A field that is absent or undefined leaves its default.
class Fields {
 public:
  explicit Fields(const val& object) : object_(object) {
    if (object.typeOf().as<std::string>() != "object" || object.isNull()) refuse("options", "an object", object);
  }

  template <class Convert>
  void take(const char* name, Convert convert) {
    known_.push_back(name);
    const val value = object_[name];
    if (!value.isUndefined()) convert(value);
  }

  void refuseOthers() const {
    const val names = val::global("Object").call<val>("keys", object_);
    for (const std::string& name : emscripten::vecFromJSArray<std::string>(names)) {
      if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
      std::string list;
      for (const std::string_view known : known_) list += (list.empty() ? "" : ", ") + std::string(known);
      throw InputError("options must be among " + list + ", not " + quoted(name));
    }
  }

 private:
  val object_;
  std::vector<std::string_view> known_;
};

// What runs and readings have in common.
template <class Options>
void takeModelOptions(Fields& fields, Options& options) {
  fields.take("seed", [&](const val& v) { options.seed = toWholeNumber(v, kSeedRange); });
  fields.take("dimensions", [&](const val& v) { options.dimensions = toWholeNumber(v, kDimensionsRange); });
  fields.take("context", [&](const val& v) { options.context = toWholeNumber(v, kContextRange); });
  fields.take("corrected", [&](const val& v) { options.departures = toDepartures(v); });
}

// ---- out ----

val fromVector(const Vector& vector) {
  return val::take_ownership(copyDoubles(vector.data(), static_cast<int>(vector.size())));
}

val fromIntegers(const std::vector<int>& integers) {
  return val::take_ownership(copyIntegers(integers.data(), static_cast<int>(integers.size())));
}

val fromMatrix(const Matrix& matrix) {
  return val::take_ownership(
      copyMatrix(matrix.data(), static_cast<int>(matrix.rows()), static_cast<int>(matrix.cols())));
}

// Words hold no whitespace, so a list of them, which is never empty, crosses as one text.
val fromWords(const Words& words) {
  std::string text;
  for (const std::string& word : words) {
    text += word;
    text += '\n';
  }
  text.pop_back();
  return fromText(text).call<val>("split", std::string("\n"));
}

// Of a sentence's words only the places cross: the vocabulary has them already.
val fromWords(const val& vocabulary, const std::vector<int>& indices) {
  return val::take_ownership(pickWords(vocabulary.as_handle(), indices.data(), static_cast<int>(indices.size())));
}

val fromPredictions(const Predictions& p) {
  std::vector<int> context_begins;
  std::vector<int> context_ends;
  for (const auto& [begin, end] : p.contexts) {
    context_begins.push_back(begin);
    context_ends.push_back(end);
  }
  val result = val::object();
  result.set("indices", fromIntegers(p.indices));
  result.set("positions", fromIntegers(p.positions));
  result.set("contextBegins", fromIntegers(context_begins));
  result.set("contextEnds", fromIntegers(context_ends));
  result.set("queries", fromMatrix(p.queries));
  result.set("keys", fromMatrix(p.keys));
  result.set("products", fromMatrix(p.products));
  result.set("scores", fromMatrix(p.scores));
  result.set("weights", fromMatrix(p.weights));
  result.set("shifted", fromMatrix(p.shifted));
  result.set("exponentials", fromMatrix(p.exponentials));
  result.set("sums", fromVector(p.sums));
  result.set("pattern", fromMatrix(p.pattern));
  result.set("outputs", fromMatrix(p.outputs));
  result.set("logits", fromMatrix(p.logits));
  result.set("probabilities", fromMatrix(p.probabilities));
  result.set("cumulative", fromMatrix(p.cumulative));
  result.set("draw", p.draw);
  result.set("chosen", fromIntegers(p.chosen));
  result.set("outcomes", fromIntegers(p.outcomes));
  return result;
}

void setRepresentations(val& result, const WordRepresentations& representations) {
  result.set("vocabulary", fromWords(representations.vocabulary));
  result.set("embeddings", fromMatrix(representations.embeddings));
}

}  // namespace

BlogOptions toBlogOptions(const val& object) {
  BlogOptions options;
  Fields fields(object);
  fields.take("sentences", [&](const val& v) { options.sentences = toTexts(v, "sentences"); });
  fields.take("word", [&](const val& v) { options.word = toText(v, "word"); });
  takeModelOptions(fields, options);
  fields.refuseOthers();
  return options;
}

ReadingOptions toReadingOptions(const val& object) {
  ReadingOptions options;
  Fields fields(object);
  fields.take("sentence", [&](const val& v) { options.sentence = toText(v, "sentence"); });
  fields.take("corpus", [&](const val& v) { options.corpus = toTexts(v, "corpus"); });
  fields.take("sampled", [&](const val& v) { options.sampled = toTexts(v, "sampled"); });
  takeModelOptions(fields, options);
  fields.refuseOthers();
  return options;
}

SoftmaxOptions toSoftmaxOptions(const val& object) {
  SoftmaxOptions options;
  Fields fields(object);
  fields.take("scores", [&](const val& v) { options.scores = toVector(v, "scores"); });
  fields.take("temperature", [&](const val& v) { options.temperature = toNumber(v, "temperature"); });
  fields.take("subtractMaximum", [&](const val& v) { options.subtract_maximum = toFlag(v, "subtractMaximum"); });
  fields.refuseOthers();
  return options;
}

val fromBlogRun(const BlogRun& run) {
  val result = val::object();
  setRepresentations(result, run.representations);
  val sentences = val::array();
  for (const auto& [sentence, words, prediction] : run.sentences) {
    val item = fromPredictions(prediction);
    item.set("sentence", fromText(sentence));
    item.set("words", fromWords(result["vocabulary"], prediction.indices));
    item.set("predicted", predictedWord(prediction, 0, run.representations.vocabulary));
    sentences.call<void>("push", item);
  }
  result.set("word", run.word);
  result.set("sentences", sentences);
  return result;
}

val fromReading(const Reading& reading) {
  val result = fromPredictions(reading.predictions);
  setRepresentations(result, reading.representations);
  result.set("words", fromWords(result["vocabulary"], reading.predictions.indices));
  return result;
}

val fromSoftmaxSteps(const SoftmaxSteps& steps) {
  val result = val::object();
  result.set("scaled", fromVector(steps.scaled));
  result.set("maximum", steps.maximum);
  result.set("shifted", fromVector(steps.shifted));
  result.set("exponentials", fromVector(steps.exponentials));
  result.set("sum", steps.sum);
  result.set("probabilities", fromVector(steps.probabilities));
  return result;
}

}  // namespace attention
