// Transformers made, opened, copied, saved and closed; texts to tokens and back.
#include <emscripten.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "base/built_for.h"
#include "checkpoint/architectures.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/config_json.h"
#include "checkpoint/model_file.h"
#include "math/numpy_random.h"
#include "model_calls.h"
#include "model_values.h"
#include "text/normal_forms.h"

// clang-format off
EM_JS(attention::Handle, normaliseText, (attention::Handle text, const char* name), {
  const given = Emval.toValue(text);
  const form = UTF8ToString(name);
  // Letter by letter: toLowerCase of a whole text looks at what is beside a sigma.
  const lower = () => Array.from(given, (letter) => letter.toLowerCase()).join("");
  return Emval.toHandle(form === "Lowercase" ? lower() : given.normalize(form));
})
// clang-format on

namespace attention {

using emscripten::val;

namespace {

/// JavaScript has Unicode's tables.
std::string normalise(std::string_view text, NormalForm form) {
  const val given = fromText(std::string(text));
  return val::take_ownership(normaliseText(given.as_handle(), nameOf(form))).as<std::string>();
}

constexpr int kDefaultVocabulary = 512;
constexpr std::array<std::string_view, 3> kDtypes = {"F32", "F16", "BF16"};  // as the enumeration has them

const char* nameOf(Tokenizer::Kind kind) {
  return kind == Tokenizer::Kind::words ? "words" : kind == Tokenizer::Kind::bytes ? "bytes" : "bpe";
}

/// In what the model may be another than GPT-2.
void addKinds(const TransformerConfig& config, Record& sizes) {
  const bool is_gpt2 = config.architecture == Architecture::gpt2;
  sizes.set("architecture", std::string(is_gpt2 ? "gpt2" : rowOf(config.architecture).model_type));
  sizes.set("keyValueHeads", config.keyValueHeads());
  sizes.set("headSize", config.headSize());
  sizes.set("positions", std::string(config.isRotary() ? "rotary" : config.hasLearnedPositions() ? "learned" : "none"));
  sizes.set("norm", std::string(config.isRms() ? "rms" : "layer"));
  sizes.set("mlp", std::string(!config.hasMlp() ? "none" : config.isGated() ? "gated" : "plain"));
  sizes.set("window", config.window);
}

val fromInfo(int number) {
  const OpenModel& model = models().at(number);
  const TransformerConfig& config = model.parameters.config;
  Record sizes;
  sizes.set("layers", config.layers);
  sizes.set("heads", config.heads);
  sizes.set("dModel", config.d_model);
  sizes.set("dMlp", config.d_mlp);
  sizes.set("context", config.context);
  sizes.set("vocabSize", config.vocab_size);
  if (kEveryModel) addKinds(config, sizes);
  Record info;
  info.set("model", number);
  info.set("config", sizes);
  info.set("parameters", static_cast<double>(model.parameters.data.size()));
  info.set("tokenizer", std::string(nameOf(model.tokenizer->kind())));
  info.set("endTokens", model.end_tokens);
  const val passed_over = val::array();
  for (const std::string& name : model.passed_over) passed_over.call<void>("push", fromText(name));
  info.set("passedOver", passed_over);
  return info.value();
}

Tokenizer makeTokenizer(const std::string& kind, const std::string& text, int vocab_size) {
  if (kind == "words") return Tokenizer::words(text, vocab_size);
  if (kind == "bytes") return Tokenizer::bytes();
  if (kind == "bpe") return Tokenizer::trainBpe(text, vocab_size);
  refuse("tokenizer", "must be words, bytes or bpe, not {}", {Quoted{kind}});
}

void requireFitting(const Floats& data, const OpenModel& model) {
  if (data.size() != model.parameters.data.size()) {
    refuse("parameters", "must be {} numbers, not {}", {model.parameters.data.size(), data.size()});
  }
  const auto bad = std::find_if_not(data.begin(), data.end(), [](float number) { return std::isfinite(number); });
  if (bad != data.end()) refuse("parameters", "must be finite numbers, not {} at {}", {*bad, bad - data.begin()});
}

}  // namespace

val createModel(const val& options) {
  TransformerConfig config;
  std::string text;
  std::string kind = "bpe", init = "gpt2";
  int vocab_size = kDefaultVocabulary;
  std::int64_t seed = 1;
  int d_mlp = -1;  // 4 times d_model
  Fields fields(options);
  fields.text("text", text);
  fields.text("tokenizer", kind);
  fields.integer("vocabSize", kTransformerRanges.vocab_size, vocab_size);
  fields.integer("layers", kTransformerRanges.layers, config.layers);
  fields.integer("heads", kTransformerRanges.heads, config.heads);
  fields.integer("dModel", kTransformerRanges.d_model, config.d_model);
  fields.integer("dMlp", kTransformerRanges.d_mlp, d_mlp);
  fields.integer("context", kTransformerRanges.context, config.context);
  fields.whole("seed", kSeedRange, seed);
  fields.text("init", init);
  if constexpr (kEveryModel) {
    std::string architecture = "gpt2";
    fields.text("architecture", architecture);
    fields.integer("keyValueHeads", {"keyValueHeads", 1, config.heads}, config.key_value_heads);
    config = newModel(architecture, config);
  }
  fields.refuseOthers();
  // A gated MLP has three matrices instead of two: as many numbers.
  const int default_d_mlp = config.isGated() ? 8 * config.d_model / 3 : 4 * config.d_model;
  config.d_mlp = d_mlp < 0 ? default_d_mlp : d_mlp;
  config.vocab_size = vocab_size;
  requireValid(config);  // before the text is gone through
  const Initialisation initialisation = initialisationNamed(init);
  auto tokenizer = std::make_shared<const Tokenizer>(makeTokenizer(kind, text, vocab_size));
  config.vocab_size = tokenizer->size();
  return fromInfo(models().add(std::move(tokenizer), initialParameters(config, seed, initialisation)));
}

val beginOpening(const val& options) {
  std::string config, tokenizer, generation_config;
  Fields fields(options);
  fields.require({"config", "tokenizer"});
  fields.text("config", config);
  fields.text("tokenizer", tokenizer);
  fields.text("generationConfig", generation_config);
  fields.refuseOthers();
  auto read = std::make_shared<const Tokenizer>(Tokenizer::read(tokenizer, normalise));
  std::vector<int> end_tokens = readEndTokens(config, generation_config);
  auto model =
      std::unique_ptr<ModelToOpen>(new ModelToOpen{std::move(read), std::move(end_tokens), CheckpointReader(config)});
  return val(models().add(std::move(model)));
}

val addWeights(const val& options) {
  Fields fields(options);
  ModelToOpen& model = models().toOpen(takeModelNumber(fields));
  const auto [name, weights, size] = takeFileBeginning(fields);
  if (!kEveryModel) return val(static_cast<double>(model.reader.addFile(name, weights, size)));
  std::optional<ModelFile> file = readModelFile(weights, size, name, false);
  return file ? val(static_cast<double>(model.reader.addFile(std::move(file->model.weights)))) : val(0);
}

val appendWeights(const val& options) {
  Fields fields(options);
  ModelToOpen& model = models().toOpen(takeModelNumber(fields));
  std::string bytes;
  fields.bytes("weights", bytes);
  fields.refuseOthers();
  model.reader.append(bytes);
  return val::null();
}

val finishOpening(const val& options) {
  Fields fields(options);
  const std::int64_t number = takeModelNumber(fields);
  fields.refuseOthers();
  models().finishOpening(number);
  return fromInfo(static_cast<int>(number));
}

val copyModel(const val& options) {
  Fields fields(options);
  const OpenModel& model = takeModel(fields);
  Parameters copy{model.parameters.config, {}};
  fields.floats("parameters", copy.data);
  fields.refuseOthers();
  if (copy.data.empty()) copy.data = model.parameters.data;
  requireFitting(copy.data, model);
  const int number = models().add(model.tokenizer, std::move(copy));
  models().at(number).end_tokens = model.end_tokens;
  return fromInfo(number);
}

val closeModel(const val& options) {
  Fields fields(options);
  const std::int64_t number = takeModelNumber(fields);
  fields.refuseOthers();
  models().close(number);
  return val::null();
}

val saveModel(const val& options) {
  Fields fields(options);
  const OpenModel& model = takeModel(fields);
  std::string dtype = "F32";
  fields.text("dtype", dtype);
  fields.refuseOthers();
  const auto named = std::find(kDtypes.begin(), kDtypes.end(), dtype);
  if (named == kDtypes.end()) refuse("dtype", "must be F32, F16 or BF16, not {}", {Quoted{dtype}});
  const Checkpoint checkpoint =
      writeCheckpoint(model.parameters, static_cast<Dtype>(named - kDtypes.begin()), model.end_tokens);
  Record files;
  files.set("config", checkpoint.config);
  files.set("tokenizer", model.tokenizer->write());
  files.set("weights", fromBytes(checkpoint.weights));
  return files.value();
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
  Floats data;
  fields.floats("parameters", data);
  fields.refuseOthers();
  requireFitting(data, model);
  model.parameters.data = std::move(data);
  return val::null();
}

val encode(const val& options) {
  Fields fields(options);
  const OpenModel& model = takeModel(fields);
  std::string text;
  fields.text("text", text);
  fields.refuseOthers();
  return fromTokens(model, model.tokenizer->encodePrompt(text)).value();
}

val decode(const val& options) {
  Fields fields(options);
  const OpenModel& model = takeModel(fields);
  std::vector<int> ids;
  bool skips_special = false;
  fields.integers("ids", {"ids", 0, model.parameters.config.vocab_size - 1}, ids);
  fields.flag("skipSpecial", skips_special);
  fields.refuseOthers();
  std::erase_if(ids, [&](int id) { return id >= model.tokenizer->size(); });  // those read nothing
  return fromText(model.tokenizer->decode(ids, skips_special));
}

val vocabulary(const val& options) {
  Fields fields(options);
  const OpenModel& model = takeModel(fields);
  fields.refuseOthers();
  std::vector<int> ids(static_cast<std::size_t>(model.parameters.config.vocab_size));
  std::iota(ids.begin(), ids.end(), 0);
  return textsOf(model, ids);
}

}  // namespace attention
