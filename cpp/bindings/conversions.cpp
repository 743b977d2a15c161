#include "conversions.h"

#include <emscripten.h>

#include <algorithm>
#include <array>
#include <string_view>

// clang-format off
EM_JS(attention::Handle, pickWords, (attention::Handle vocabulary, const int* indices, int size), {
  const words = Emval.toValue(vocabulary);
  return Emval.toHandle(Array.from(new Int32Array(wasmMemory.buffer, indices, size), (index) => words[index]));
})
// clang-format on

namespace attention {

using emscripten::val;

namespace {

// ---- in ----

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

// What runs and readings have in common.
template <class Options>
void takeModelOptions(Fields& fields, Options& options) {
  fields.take("seed", [&](const val& v) { options.seed = toWholeNumber(v, kSeedRange); });
  fields.take("dimensions", [&](const val& v) { options.dimensions = toWholeNumber(v, kDimensionsRange); });
  fields.take("context", [&](const val& v) { options.context = toWholeNumber(v, kContextRange); });
  fields.take("corrected", [&](const val& v) { options.departures = toDepartures(v); });
}

// ---- out ----

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
