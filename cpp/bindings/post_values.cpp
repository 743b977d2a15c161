#include "post_values.h"

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

Departures toDepartures(const std::string& text) {
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
      refuse("corrected", "must be all, none, or a list of normalisation, context, query, values, lookup, not {}",
             {Quoted{name}});
    }
  }
  return departures;
}

// What runs and readings have in common.
template <class Options>
void takeModelOptions(Fields& fields, Options& options) {
  std::string corrected;
  fields.whole("seed", kSeedRange, options.seed);
  fields.whole("dimensions", kDimensionsRange, options.dimensions);
  fields.whole("context", kContextRange, options.context);
  fields.text("corrected", corrected);
  options.departures = toDepartures(corrected);
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

Record fromPredictions(const Predictions& p) {
  std::vector<int> context_begins;
  std::vector<int> context_ends;
  for (const auto& [begin, end] : p.contexts) {
    context_begins.push_back(begin);
    context_ends.push_back(end);
  }
  Record result;
  result.set("indices", p.indices);
  result.set("positions", p.positions);
  result.set("contextBegins", context_begins);
  result.set("contextEnds", context_ends);
  result.set("queries", p.queries);
  result.set("keys", p.keys);
  result.set("products", p.products);
  result.set("scores", p.scores);
  result.set("weights", p.weights);
  result.set("maxima", p.maxima);
  result.set("shifted", p.shifted);
  result.set("exponentials", p.exponentials);
  result.set("sums", p.sums);
  result.set("pattern", p.pattern);
  result.set("outputs", p.outputs);
  result.set("logits", p.logits);
  result.set("probabilities", p.probabilities);
  result.set("cumulative", p.cumulative);
  result.set("draw", p.draw);
  result.set("chosen", p.chosen);
  result.set("outcomes", p.outcomes);
  return result;
}

void setRepresentations(Record& result, const WordRepresentations& representations) {
  result.set("vocabulary", fromWords(representations.vocabulary));
  result.set("embeddings", representations.embeddings);
}

}  // namespace

PostOptions toPostOptions(const val& object) {
  PostOptions options;
  Fields fields(object);
  fields.texts("sentences", options.sentences);
  fields.text("word", options.word);
  takeModelOptions(fields, options);
  fields.refuseOthers();
  return options;
}

PostReadingOptions toPostReadingOptions(const val& object) {
  PostReadingOptions options;
  Fields fields(object);
  fields.text("sentence", options.sentence);
  fields.texts("corpus", options.corpus);
  fields.texts("sampled", options.sampled);
  takeModelOptions(fields, options);
  fields.refuseOthers();
  return options;
}

SoftmaxOptions toSoftmaxOptions(const val& object) {
  SoftmaxOptions options;
  Fields fields(object);
  fields.vector("scores", options.scores);
  fields.number("temperature", options.temperature);
  fields.flag("subtractMaximum", options.subtract_maximum);
  fields.refuseOthers();
  return options;
}

val fromPostRun(const PostRun& run) {
  Record result;
  setRepresentations(result, run.representations);
  val sentences = val::array();
  for (const auto& [sentence, words, prediction] : run.sentences) {
    Record item = fromPredictions(prediction);
    item.set("sentence", sentence);
    item.set("words", fromWords(result.value()["vocabulary"], prediction.indices));
    item.set("predicted", predictedWord(prediction, 0, run.representations.vocabulary));
    sentences.call<void>("push", item.value());
  }
  result.set("word", run.word);
  result.set("sentences", sentences);
  return result.value();
}

val fromPostReading(const PostReading& reading) {
  Record result = fromPredictions(reading.predictions);
  setRepresentations(result, reading.representations);
  result.set("words", fromWords(result.value()["vocabulary"], reading.predictions.indices));
  return result.value();
}

val fromSoftmaxSteps(const SoftmaxSteps& steps) {
  Record result;
  result.set("scaled", steps.scaled);
  result.set("maximum", steps.maximum);
  result.set("shifted", steps.shifted);
  result.set("exponentials", steps.exponentials);
  result.set("sum", steps.sum);
  result.set("probabilities", steps.probabilities);
  return result.value();
}

}  // namespace attention
