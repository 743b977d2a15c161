#include "checkpoint/architecture_config.h"

#include <cmath>

#include "base/input_error.h"
#include "checkpoint/config_json.h"
#include "doctest.h"
#include "safetensors_bytes.h"

using namespace attention;

namespace {

constexpr std::string_view kLlama = R"({"architectures": ["LlamaForCausalLM"], "attention_bias": false,
  "attention_dropout": 0.0, "bos_token_id": 1, "eos_token_id": 2, "head_dim": 64, "hidden_act": "silu",
  "hidden_size": 576, "initializer_range": 0.02, "intermediate_size": 1536, "max_position_embeddings": 2048,
  "mlp_bias": false, "model_type": "llama", "num_attention_heads": 9, "num_hidden_layers": 30,
  "num_key_value_heads": 3, "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": null, "rope_theta": 10000.0,
  "tie_word_embeddings": true, "torch_dtype": "bfloat16", "use_cache": true, "vocab_size": 49152})";

std::string refusal(std::string_view from, std::string_view to, std::string_view text = kLlama) {
  try {
    readConfig(replaced(text, from, to));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TransformerConfig with(std::string_view from, std::string_view to, std::string_view text = kLlama) {
  return readConfig(replaced(text, from, to));
}

std::string minimal(std::string_view model_type, std::string_view more) {
  return R"({"hidden_size": 64, "intermediate_size": 128, "max_position_embeddings": 128, "num_attention_heads": 4,
    "num_hidden_layers": 2, "vocab_size": 100, "model_type": ")" +
         std::string(model_type) + "\"" + (more.empty() ? "" : ", ") + std::string(more) + "}";
}

}  // namespace

TEST_CASE("the config.json of a small Llama says what it is") {
  const TransformerConfig config = readConfig(kLlama);
  CHECK(config == TransformerConfig{.layers = 30,
                                    .heads = 9,
                                    .d_model = 576,
                                    .d_mlp = 1536,
                                    .context = 2048,
                                    .vocab_size = 49152,
                                    .layer_norm_epsilon = 1e-5f,
                                    .norm = Norm::rms,
                                    .positions = Positions::rotary,
                                    .mlp = Mlp::gated,
                                    .activation_function = ActivationFunction::silu,
                                    .biases = {false, false, false, false, false},
                                    .key_value_heads = 3,
                                    .architecture = Architecture::llama});
  CHECK(parameterCount(config) == 134'515'008);  // SmolLM 135M
}

TEST_CASE("where a config.json says nothing, the class's own value stands") {
  const TransformerConfig llama = readConfig(minimal("llama", ""));
  CHECK(llama.layer_norm_epsilon == 1e-6f);
  CHECK(!llama.is_head_tied);
  CHECK(llama.rotary.base == 10'000);
  CHECK(llama.keyValueHeads() == 4);
  const TransformerConfig pythia = readConfig(minimal("gpt_neox", ""));
  CHECK(pythia.residual == Residual::parallel);
  CHECK(pythia.rotary.size == 4);
  CHECK(pythia.activation_function == ActivationFunction::gelu);
  CHECK(pythia.biases == Biases{});
  CHECK(readConfig(minimal("mistral", "")).window == 4096);
  CHECK(readConfig(minimal("qwen2", "")).window == 0);
  CHECK(readConfig(minimal("qwen2", "")).biases == Biases{false, true, false, false, false});
  CHECK(readConfig(minimal("qwen3", "")).headSize() == 128);
  CHECK(readConfig(minimal("qwen3", "")).norms_heads);
  const TransformerConfig gemma = readConfig(minimal("gemma", "\"hidden_act\": \"gelu\""));
  CHECK(gemma.headSize() == 256);
  CHECK(gemma.embedding_scale == 8);
  CHECK(gemma.is_head_tied);
  CHECK(gemma.activation_function == ActivationFunction::gelu_tanh);  // whatever the older key says
  const TransformerConfig phi = readConfig(minimal("phi", ""));
  CHECK(phi.rotary.size == 8);
  CHECK(phi.residual == Residual::parallel_shared);
  CHECK(phi.biases.head);
}

TEST_CASE("rotary positions are scaled linearly, or as Llama 3's, in either way to say it") {
  const TransformerConfig linear =
      with("\"rope_scaling\": null", R"("rope_scaling": {"type": "linear", "factor": 4.0})");
  CHECK(linear.rotary.scaling == RotaryScaling{RotaryScaling::Kind::linear, 4});
  const char* const llama3 = R"("rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
    "original_max_position_embeddings": 8192, "rope_type": "llama3"})";
  CHECK(with("\"rope_scaling\": null", llama3).rotary.scaling ==
        RotaryScaling{RotaryScaling::Kind::llama3, 32, 1, 4, 8192});
  const TransformerConfig together =
      with("\"rope_scaling\": null", R"("rope_parameters": {"rope_type": "default", "rope_theta": 500000.0})");
  CHECK(together.rotary.base == 500'000);
  CHECK(together.rotary.scaling == RotaryScaling{});
  CHECK(refusal("\"rope_scaling\": null", R"("rope_scaling": {"rope_type": "yarn", "factor": 4.0})") ==
        "config.json: rope_scaling.rope_type must be linear or llama3, not \"yarn\"");
  CHECK(refusal("\"rope_scaling\": null", R"("rope_scaling": {"rope_type": "linear"})") ==
        "config.json: rope_scaling.factor is missing");
  CHECK(refusal("\"rope_theta\": 10000.0", "\"rope_theta\": 0") ==
        "config.json: rotary base must be a finite number, at least 1, not 0");
}

TEST_CASE("a window is that of all layers, or it is refused") {
  const std::string mistral = minimal("mistral", "\"sliding_window\": 8");
  CHECK(readConfig(mistral).window == 8);
  CHECK(with("8}", "null}", mistral).window == 0);
  const std::string qwen =
      minimal("qwen2", R"("sliding_window": 8, "use_sliding_window": true, "max_window_layers": 0)");
  CHECK(readConfig(qwen).window == 8);
  CHECK(with("true", "false", qwen).window == 0);
  CHECK(with("\"max_window_layers\": 0", "\"max_window_layers\": 2", qwen).window == 0);
  CHECK(refusal("\"max_window_layers\": 0", "\"max_window_layers\": 1", qwen) ==
        "config.json: max_window_layers must be 0, or at least the 2 layers, not 1");
  const auto types = [&](std::string_view list) {
    return replaced(qwen, "\"max_window_layers\": 0", "\"layer_types\": " + std::string(list));
  };
  CHECK(readConfig(types(R"(["full_attention", "full_attention"])")).window == 0);
  CHECK(readConfig(types(R"(["sliding_attention", "sliding_attention"])")).window == 8);
  CHECK_THROWS_WITH_AS(readConfig(types(R"(["sliding_attention", "full_attention"])")),
                       "config.json: layer_types[1] must be the same for all layers, not \"full_attention\"",
                       InputError);
  CHECK_THROWS_WITH_AS(readConfig(types(R"(["linear_attention"])")),
                       "config.json: layer_types[0] must be sliding_attention or full_attention, not "
                       "\"linear_attention\"",
                       InputError);
}

TEST_CASE("what changes the result and is not computed is refused by its key, with its value") {
  CHECK(refusal("\"use_cache\": true", "\"final_logit_softcapping\": 30.0") ==
        "config.json: final_logit_softcapping must be null: anything else is not computed, not 30.0");
  CHECK(refusal("\"use_cache\": true", "\"num_local_experts\": 8") ==
        "config.json: num_local_experts must be null: anything else is not computed, not 8");
  CHECK(refusal("\"use_cache\": true", "\"qk_layernorm\": true") ==
        "config.json: qk_layernorm must be null: anything else is not computed, not true");
  CHECK(refusal("\"use_cache\": true", "\"qk_layernorm\": false") == "");
  CHECK(refusal("\"silu\"", "\"quick_gelu\"") ==
        "config.json: hidden_act must be gelu_new, gelu, relu or silu, not \"quick_gelu\"");
  CHECK(refusal("\"hidden_size\"", "\"hidden\"") == "config.json: hidden_size is missing");
  CHECK(refusal("\"num_key_value_heads\": 3", "\"num_key_value_heads\": 10") ==
        "config.json: num_key_value_heads must be a whole number from 1 to 9, not 10");
  CHECK(refusal("\"num_key_value_heads\": 3", "\"num_key_value_heads\": 2") ==
        "config.json: heads must be a multiple of the 2 key_value_heads, not 9");
  CHECK_THROWS_WITH_AS(readConfig(minimal("phi", "\"partial_rotary_factor\": 1.5")),
                       "config.json: partial_rotary_factor must be a number above 0 and at most 1, not 1.5",
                       InputError);
}

TEST_CASE("a context that is longer than any that is computed is cut") {
  CHECK(with("\"max_position_embeddings\": 2048", "\"max_position_embeddings\": 131072").context == 65'536);
}

TEST_CASE("what is written is what is read, of every architecture and setting") {
  for (const char* type : {"gpt_neox", "llama", "mistral", "qwen2", "qwen3", "gemma", "phi"}) {
    CAPTURE(type);
    const TransformerConfig plain = readConfig(minimal(type, ""));
    const std::string text = writeConfig(plain, Dtype::f32);
    CHECK(text.find("\"model_type\": \"" + std::string(type) + "\"") != std::string::npos);
    CHECK(readConfig(text) == plain);
    TransformerConfig config = plain;
    config.is_head_tied = !config.is_head_tied;
    config.rotary.base = 12'345.5f;
    config.rotary.scaling = {RotaryScaling::Kind::llama3, 8, 1, 4, 64};
    config.layer_norm_epsilon = 1.2345678e-5f;
    if (plain.window > 0 || std::string_view(type).starts_with("qwen")) config.window = 7;
    if (plain.rotary.size > 0) config.rotary.size = 6;
    if (plain.residual == Residual::parallel) config.residual = Residual::serial;
    if (std::string_view(type) == "llama") config.biases = {false, true, true, true, false};
    CHECK(readConfig(writeConfig(config, Dtype::f16)) == config);
    config.rotary.scaling = {RotaryScaling::Kind::linear, 2.5f};
    CHECK(readConfig(writeConfig(config, Dtype::bf16)) == config);
  }
}
