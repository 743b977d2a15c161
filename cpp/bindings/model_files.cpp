// Transformers made, opened, copied, saved and closed; texts to tokens and back.
#include <memory>
#include <numeric>
#include <string>
#include <utility>

#include "checkpoint.h"
#include "model_calls.h"
#include "model_values.h"
#include "numpy_random.h"

namespace attention {

using emscripten::val;

namespace {

constexpr int kDefaultVocabulary = 512;

const char* nameOf(Tokenizer::Kind kind) {
  return kind == Tokenizer::Kind::words ? "words" : kind == Tokenizer::Kind::bytes ? "bytes" : "bpe";
}

val fromInfo(int number) {
  const OpenModel& model = models().at(number);
  const GptConfig& config = model.parameters.config;
  val sizes = val::object();
  sizes.set("layers", config.layers);
  sizes.set("heads", config.heads);
  sizes.set("dModel", config.d_model);
  sizes.set("dMlp", config.d_mlp);
  sizes.set("context", config.context);
  sizes.set("vocabSize", config.vocab_size);
  val info = val::object();
  info.set("model", number);
  info.set("config", sizes);
  info.set("parameters", static_cast<double>(model.parameters.data.size()));
  info.set("tokenizer", std::string(nameOf(model.tokenizer->kind())));
  return info;
}

Tokenizer makeTokenizer(const std::string& kind, const std::string& text, int vocab_size) {
  if (kind == "words") return Tokenizer::words(text, vocab_size);
  if (kind == "bytes") return Tokenizer::bytes();
  if (kind == "bpe") return Tokenizer::trainBpe(text, vocab_size);
  throw InputError("tokenizer must be words, bytes or bpe, not " + quoted(kind));
}

void requireAsMany(const std::vector<float>& data, const OpenModel& model) {
  if (data.size() == model.parameters.data.size()) return;
  throw InputError("parameters must be " + std::to_string(model.parameters.data.size()) + " numbers, not " +
                   std::to_string(data.size()));
}

std::vector<int> toIds(const val& value, const OpenModel& model) {
  if (!value.instanceof (val::global("Int32Array"))) refuse("ids", "an Int32Array", value);
  std::vector<int> ids = emscripten::convertJSArrayToNumberVector<int>(value);
  for (const int id : ids) requireInRange({"ids", 0, model.tokenizer->size() - 1}, id);
  return ids;
}

}  // namespace

val createModel(const val& options) {
  GptConfig config;
  std::string text;
  std::string kind = "bpe";
  int vocab_size = kDefaultVocabulary;
  std::int64_t seed = 1;
  bool is_mlp_given = false;
  Fields fields(options);
  fields.take("text", [&](const val& v) { text = toText(v, "text"); });
  fields.take("tokenizer", [&](const val& v) { kind = toText(v, "tokenizer"); });
  fields.take("vocabSize", [&](const val& v) { vocab_size = toInteger(v, kGptRanges.vocab_size); });
  fields.take("layers", [&](const val& v) { config.layers = toInteger(v, kGptRanges.layers); });
  fields.take("heads", [&](const val& v) { config.heads = toInteger(v, kGptRanges.heads); });
  fields.take("dModel", [&](const val& v) { config.d_model = toInteger(v, kGptRanges.d_model); });
  fields.take("dMlp", [&](const val& v) {
    config.d_mlp = toInteger(v, kGptRanges.d_mlp);
    is_mlp_given = true;
  });
  fields.take("context", [&](const val& v) { config.context = toInteger(v, kGptRanges.context); });
  fields.take("seed", [&](const val& v) { seed = toWholeNumber(v, kSeedRange); });
  fields.refuseOthers();
  if (!is_mlp_given) config.d_mlp = 4 * config.d_model;
  config.vocab_size = vocab_size;
  requireValid(config);  // before the text is gone through
  auto tokenizer = std::make_shared<const Tokenizer>(makeTokenizer(kind, text, vocab_size));
  config.vocab_size = tokenizer->size();
  return fromInfo(models().add(std::move(tokenizer), initialParameters(config, seed)));
}

val openModel(const val& options) {
  std::string config, tokenizer, weights;
  Fields fields(options);
  fields.take("config", [&](const val& v) { config = toText(v, "config.json"); });
  fields.take("tokenizer", [&](const val& v) { tokenizer = toText(v, "tokenizer.json"); });
  fields.take("weights", [&](const val& v) { weights = toBytes(v, "model.safetensors"); });
  fields.refuseOthers();
  auto read = std::make_shared<const Tokenizer>(Tokenizer::read(tokenizer));
  return fromInfo(models().add(std::move(read), readCheckpoint(config, weights)));
}

val copyModel(const val& options) {
  Fields fields(options);
  const OpenModel& model = takeModel(fields);
  GptParameters copy{model.parameters.config, {}};
  fields.take("parameters", [&](const val& v) { copy.data = toFloats(v, "parameters"); });
  fields.refuseOthers();
  if (copy.data.empty()) copy.data = model.parameters.data;
  requireAsMany(copy.data, model);
  return fromInfo(models().add(model.tokenizer, std::move(copy)));
}

val closeModel(const val& options) {
  std::int64_t number = 0;
  Fields fields(options);
  takeModel(fields);
  fields.take("model", [&](const val& v) { number = v.as<int>(); });
  models().close(number);
  return val::null();
}

val saveModel(const val& options) {
  Fields fields(options);
  const OpenModel& model = takeModel(fields);
  std::string dtype = "F32";
  fields.take("dtype", [&](const val& v) { dtype = toText(v, "dtype"); });
  fields.refuseOthers();
  if (dtype != "F32" && dtype != "F16") throw InputError("dtype must be F32 or F16, not " + quoted(dtype));
  const Checkpoint checkpoint = writeCheckpoint(model.parameters, dtype == "F32" ? Dtype::f32 : Dtype::f16);
  val files = val::object();
  files.set("config", fromText(checkpoint.config));
  files.set("tokenizer", fromText(model.tokenizer->write()));
  files.set("weights", fromBytes(checkpoint.weights));
  return files;
}

val parameters(const val& options) {
  Fields fields(options);
  const OpenModel& model = takeModel(fields);
  fields.refuseOthers();
  return fromFloats(model.parameters.data);
}

val setParameters(const val& options) {
  Fields fields(options);
  OpenModel& model = takeModel(fields);
  std::vector<float> data;
  fields.take("parameters", [&](const val& v) { data = toFloats(v, "parameters"); });
  fields.refuseOthers();
  requireAsMany(data, model);
  model.parameters.data = std::move(data);
  return val::null();
}

val encode(const val& options) {
  Fields fields(options);
  const OpenModel& model = takeModel(fields);
  std::string text;
  fields.take("text", [&](const val& v) { text = toText(v, "text"); });
  fields.refuseOthers();
  return fromTokens(model, model.tokenizer->encode(text));
}

val decode(const val& options) {
  Fields fields(options);
  const OpenModel& model = takeModel(fields);
  std::vector<int> ids;
  fields.take("ids", [&](const val& v) { ids = toIds(v, model); });
  fields.refuseOthers();
  return fromText(model.tokenizer->decode(ids));
}

val vocabulary(const val& options) {
  Fields fields(options);
  const OpenModel& model = takeModel(fields);
  fields.refuseOthers();
  std::vector<int> ids(static_cast<std::size_t>(model.parameters.config.vocab_size));
  std::iota(ids.begin(), ids.end(), 0);
  return fromTexts(textsOf(model, ids));
}

}  // namespace attention
