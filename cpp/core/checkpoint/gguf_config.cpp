#include "checkpoint/gguf_config.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <vector>

#include "base/input_error.h"
#include "formats/json_writer.h"
#include "math/cosine.h"

namespace attention {

namespace {

constexpr std::int64_t kMostId = std::numeric_limits<std::int32_t>::max();

const StoredTensor* tensorNamed(const TensorFile& file, std::string_view name) {
  const auto isIt = [=](const StoredTensor& tensor) { return tensor.name == name; };
  const auto found = std::find_if(file.tensors.begin(), file.tensors.end(), isIt);
  return found == file.tensors.end() ? nullptr : &*found;
}

// ---- rope_freqs ----

// The only values that models are published with; the file does not have them.
constexpr double kLowFactor = 1, kHighFactor = 4, kOriginalContext = 8192;

/// What Llama 3.1's scaling divides the frequency of pair i of `pairs` by.
double llama3Factor(double factor, double base, std::size_t i, std::size_t pairs) {
  const double frequency = power(base, -static_cast<double>(i) / static_cast<double>(pairs));
  const double turns = kOriginalContext * frequency / (2 * std::numbers::pi);
  const double share = std::clamp((turns - kLowFactor) / (kHighFactor - kLowFactor), 0.0, 1.0);
  return 1 / ((1 - share) / factor + share);
}

/// The factor of Llama 3.1's scaling that these are.
float factorOf(std::span<const float> factors, double base, const std::string& place) {
  const float factor = *std::max_element(factors.begin(), factors.end());
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const double expected = llama3Factor(static_cast<double>(factor), base, i, factors.size());
    if (std::abs(static_cast<double>(factors[i]) / expected - 1) > 1e-3) {
      refuse(place, "must be Llama 3.1's scaling, with {} at {}, not {}", {expected, i, factors[i]});
    }
  }
  return factor;
}

/// 0: there is none. Nothing: it lies beyond `beginning`.
std::optional<float> ropeFactor(const TensorFile& file, const GgufSizes& sizes, std::string_view beginning) {
  const StoredTensor* const tensor = tensorNamed(file, "rope_freqs.weight");
  if (!tensor) return 0.0f;
  if (file.data_begin + static_cast<std::uint64_t>(tensor->end) > beginning.size()) return std::nullopt;
  const std::string place = tensorPlace(file.name, tensor->name);
  if (tensor->shape.size() != 1 || tensor->shape[0] == 0) {
    refuse(place, "must have one dimension, not shape {}", {shownShape(tensor->shape)});
  }
  std::vector<float> factors(static_cast<std::size_t>(tensor->shape[0]));
  readNumbers(file, *tensor, beginning.data() + file.data_begin + tensor->begin, 0, factors);
  return factorOf(factors, static_cast<double>(sizes.number("rope.freq_base", 10000)), place);
}

// ---- config.json ----

struct Config : JsonWriter {
  void add(std::string_view name, std::string_view value) {
    key(name);
    text(value);
  }
  void add(std::string_view name, const char* value) { add(name, std::string_view(value)); }
  void add(std::string_view name, std::int64_t value) {
    key(name);
    integer(value);
  }
  void add(std::string_view name, float value) {
    key(name);
    number(value);
  }
  void add(std::string_view name, bool value) {
    key(name);
    boolean(value);
  }
};

void addTokens(Config& config, const GgufMetadata& metadata) {
  const auto idOf = [&](const char* key) { return metadata.has(key) ? metadata.integer(key, -1, kMostId) : -1; };
  const std::int64_t begin = idOf("tokenizer.ggml.bos_token_id");
  std::vector<std::int64_t> ends;
  for (const char* key : {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"}) {
    const std::int64_t id = idOf(key);
    if (id >= 0 && std::find(ends.begin(), ends.end(), id) == ends.end()) ends.push_back(id);
  }
  if (begin >= 0) config.add("bos_token_id", begin);
  if (ends.empty()) return;
  config.key("eos_token_id");
  config.beginList();
  for (const std::int64_t id : ends) config.integer(id);
  config.endList();
}

void addRopeScaling(Config& config, const GgufSizes& sizes, float rope_factor) {
  if (rope_factor == 0 && !sizes.scalesRope()) return;
  config.key("rope_scaling");
  config.beginObject();
  config.add("rope_type", rope_factor != 0 ? "llama3" : sizes.text("rope.scaling.type"));
  config.add("factor", rope_factor != 0 ? rope_factor : sizes.number("rope.scaling.factor"));
  if (rope_factor != 0) {
    config.add("low_freq_factor", static_cast<float>(kLowFactor));
    config.add("high_freq_factor", static_cast<float>(kHighFactor));
    config.add("original_max_position_embeddings", static_cast<std::int64_t>(kOriginalContext));
  }
  config.endObject();
}

void addGpt2(Config& config, const GgufSizes& sizes) {
  config.add("activation_function", "gelu_new");
  config.add("n_embd", sizes.size("embedding_length"));
  config.add("n_head", sizes.heads());
  config.add("n_inner", sizes.size("feed_forward_length"));
  config.add("n_layer", sizes.size("block_count"));
  config.add("n_positions", sizes.size("context_length"));
  config.add("layer_norm_epsilon", sizes.number("attention.layer_norm_epsilon"));
}

void addCommon(Config& config, const GgufSizes& sizes) {
  config.add("hidden_size", sizes.size("embedding_length"));
  config.add("intermediate_size", sizes.size("feed_forward_length"));
  config.add("max_position_embeddings", sizes.size("context_length"));
  config.add("num_attention_heads", sizes.heads());
  config.add("num_hidden_layers", sizes.size("block_count"));
}

void addLlama(Config& config, const GgufSizes& sizes, std::string_view model_type) {
  addCommon(config, sizes);
  if (model_type == "gemma") config.add("hidden_activation", "gelu_pytorch_tanh");
  config.add("hidden_act", model_type == "gemma" ? "gelu_pytorch_tanh" : "silu");
  config.add("head_dim", sizes.headSize());
  config.add("num_key_value_heads", sizes.keyValueHeads());
  config.add("rms_norm_eps", sizes.number("attention.layer_norm_rms_epsilon"));
  config.add("rope_theta", sizes.number("rope.freq_base", 10000));
  if (model_type == "mistral") config.add("sliding_window", sizes.size("attention.sliding_window"));
}

void addNeox(Config& config, const GgufSizes& sizes) {
  addCommon(config, sizes);
  config.add("hidden_act", "gelu");
  config.add("layer_norm_eps", sizes.number("attention.layer_norm_epsilon"));
  config.add("rotary_emb_base", sizes.number("rope.freq_base", 10000));
  config.add("rotary_pct", sizes.rotaryFraction());
  config.add("use_parallel_residual", !sizes.has("use_parallel_residual") || sizes.boolean("use_parallel_residual"));
}

void addPhi(Config& config, const GgufSizes& sizes) {
  addCommon(config, sizes);
  config.add("hidden_act", "gelu_new");
  config.add("layer_norm_eps", sizes.number("attention.layer_norm_epsilon"));
  config.add("num_key_value_heads", sizes.keyValueHeads());
  config.add("partial_rotary_factor", sizes.rotaryFraction());
  config.add("rope_theta", sizes.number("rope.freq_base", 10000));
}

std::int64_t vocabularyOf(const TensorFile& file) {
  const StoredTensor* const embedding = tensorNamed(file, "token_embd.weight");
  if (!embedding) refuse(tensorPlace(file.name, "token_embd.weight"), "is missing");
  return embedding->shape.empty() ? 1 : embedding->shape[0];
}

}  // namespace

std::optional<std::string> configOf(const Gguf& gguf, const GgufSizes& sizes, ModelType type,
                                    std::string_view beginning) {
  const std::optional<float> rope_factor = ropeFactor(gguf.file, sizes, beginning);
  if (!rope_factor) return std::nullopt;
  if (type.name == "llama" && sizes.has("attention.sliding_window")) type = {"mistral", "MistralForCausalLM"};
  Config config;
  config.beginObject();
  config.key("architectures");
  config.beginList();
  config.text(type.model_class);
  config.endList();
  config.add("model_type", type.name);
  if (type.name == "gpt2")
    addGpt2(config, sizes);
  else if (type.name == "gpt_neox")
    addNeox(config, sizes);
  else if (type.name == "phi")
    addPhi(config, sizes);
  else
    addLlama(config, sizes, type.name);
  addRopeScaling(config, sizes, *rope_factor);
  config.add("tie_word_embeddings", tensorNamed(gguf.file, "output.weight") == nullptr);
  config.add("vocab_size", vocabularyOf(gguf.file));
  addTokens(config, gguf.metadata);
  config.endObject();
  return config.take();
}

}  // namespace attention
