#include "checkpoint/config_json.h"

#include <utility>

#include "base/input_error.h"
#include "doctest.h"
#include "safetensors_bytes.h"

using attention::ActivationFunction;
using attention::Dtype;
using attention::InputError;
using attention::readConfig;
using attention::TransformerConfig;
using attention::writeConfig;

namespace {

const TransformerConfig kConfig{
    .layers = 3, .heads = 2, .d_model = 8, .d_mlp = 12, .context = 16, .vocab_size = 11, .layer_norm_epsilon = 1e-6f};

/// What readConfig says of kConfig's own text with one thing replaced.
std::string refusal(std::string_view from, std::string_view to) {
  try {
    readConfig(replaced(writeConfig(kConfig, Dtype::f32), from, to));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("sizes written as config.json are read back") {
  CHECK(readConfig(writeConfig(kConfig, Dtype::f32)) == kConfig);
  TransformerConfig config;
  config.d_mlp = 0;
  config.layer_norm_epsilon = 1.2345678e-5f;
  CHECK(readConfig(writeConfig(config, Dtype::f16)) == config);
}

TEST_CASE("config.json says what Hugging Face's GPT-2 wants to know") {
  CHECK(writeConfig(kConfig, Dtype::bf16).find("\"torch_dtype\": \"bfloat16\"") != std::string::npos);
  const std::string text = writeConfig(kConfig, Dtype::f16);
  for (const char* line :
       {"\"activation_function\": \"gelu_new\"", "\"architectures\": [\"GPT2LMHeadModel\"]", "\"model_type\": \"gpt2\"",
        "\"layer_norm_epsilon\": 1e-06", "\"n_inner\": 12", "\"n_positions\": 16", "\"n_ctx\": 16",
        "\"tie_word_embeddings\": true", "\"torch_dtype\": \"float16\""}) {
    CAPTURE(line);
    CHECK(text.find(line) != std::string::npos);
  }
}

TEST_CASE("GPT-2's own config.json is read") {
  const TransformerConfig config =
      readConfig(R"({"activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"],
    "attn_pdrop": 0.1, "bos_token_id": 50256, "embd_pdrop": 0.1, "eos_token_id": 50256, "initializer_range": 0.02,
    "layer_norm_epsilon": 1e-05, "model_type": "gpt2", "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12,
    "n_positions": 1024, "resid_pdrop": 0.1, "summary_activation": null, "summary_first_dropout": 0.1,
    "summary_proj_to_labels": true, "summary_type": "cls_index", "summary_use_proj": true,
    "task_specific_params": {"text-generation": {"do_sample": true, "max_length": 50}}, "vocab_size": 50257})");
  CHECK(config == TransformerConfig{.layers = 12,
                                    .heads = 12,
                                    .d_model = 768,
                                    .d_mlp = 3072,
                                    .context = 1024,
                                    .vocab_size = 50257,
                                    .layer_norm_epsilon = 1e-5f});
}

TEST_CASE("GPT-2's switches are read and written") {
  TransformerConfig config = kConfig;
  config.is_head_tied = false;
  config.scales_scores = false;
  config.scales_scores_by_layer = true;
  for (const auto& [name, function] : {std::pair{"gelu", ActivationFunction::gelu},
                                       {"gelu_new", ActivationFunction::gelu_tanh},
                                       {"relu", ActivationFunction::relu},
                                       {"silu", ActivationFunction::silu}}) {
    config.activation_function = function;
    const std::string text = writeConfig(config, Dtype::f32);
    CHECK(text.find("\"activation_function\": \"" + std::string(name) + "\"") != std::string::npos);
    CHECK(readConfig(text) == config);
  }
  const std::string text = writeConfig(config, Dtype::f32);
  for (const auto& [name, function] : {std::pair{"swish", ActivationFunction::silu},
                                       {"gelu_pytorch_tanh", ActivationFunction::gelu_tanh},
                                       {"gelu_python", ActivationFunction::gelu}}) {
    CHECK(readConfig(replaced(text, "\"silu\"", "\"" + std::string(name) + "\"")).activation_function == function);
  }
}

TEST_CASE("an inner size of null is four times the outer, as in Hugging Face's") {
  CHECK(readConfig(replaced(writeConfig(kConfig, Dtype::f32), "\"n_inner\": 12", "\"n_inner\": null")).d_mlp == 32);
}

TEST_CASE("sizes that are missing or cannot be are refused by their key") {
  CHECK(refusal("\"n_layer\"", "\"n_layers\"") == "config.json: n_layer is missing");
  CHECK(refusal("\"n_layer\": 3", "\"n_layer\": \"three\"") ==
        "config.json: n_layer must be a whole number from 1 to 512, not \"three\"");
  CHECK(refusal("\"n_head\": 2", "\"n_head\": 0") ==
        "config.json: n_head must be a whole number from 1 to 1024, not 0");
  CHECK(refusal("\"n_embd\": 8", "\"n_embd\": 8.0") ==
        "config.json: n_embd must be a whole number from 1 to 65536, not 8.0");
  CHECK(refusal("\"n_inner\": 12", "\"n_inner\": -1") ==
        "config.json: n_inner must be a whole number from 0 to 262144, not -1");
  CHECK(refusal("\"n_positions\": 16", "\"n_positions\": 4294967312") ==
        "config.json: n_positions must be a whole number from 1 to 65536, not 4294967312");
  CHECK(refusal("\"n_head\": 2", "\"n_head\": 3") == "config.json: d_model must be a multiple of the 3 heads, not 8");
  CHECK(refusal("\"vocab_size\": 11", "\"vocab_size\": 11, \"vocab_size\": 12") != "");
  CHECK(refusal("1e-06", "0").starts_with("config.json: layer_norm_epsilon must be a number above 0"));
  CHECK(refusal("1e-06", "1e999") != "");
  CHECK(refusal("1e-06", "\"small\"") != "");
}

TEST_CASE("what the sizes are refused for keeps its pattern, and says which file they stand in") {
  try {
    readConfig(replaced(writeConfig(kConfig, Dtype::f32), "\"n_head\": 2", "\"n_head\": 3"));
    FAIL("three heads do not divide eight dimensions");
  } catch (const InputError& error) {
    CHECK(error.argument == "config.json: d_model");
    CHECK(error.pattern == "must be a multiple of the {} heads, not {}");
    CHECK(error.pieces.size() == 2);
  }
}

TEST_CASE("sizes that together would not fit into memory are refused") {
  CHECK(refusal("\"n_embd\": 8", "\"n_embd\": 65536").starts_with("config.json: layers, d_model, d_mlp"));
}

TEST_CASE("an architecture that is not computed is refused by its key") {
  CHECK(
      refusal("\"gpt2\"", "\"mamba\"") ==
      "config.json: model_type must be one of gpt2, gpt_neox, llama, mistral, qwen2, qwen3, gemma, phi, not \"mamba\"");
  CHECK(refusal("\"model_type\"", "\"type\"") == "config.json: model_type is missing");
  CHECK(refusal("gelu_new", "tanh") ==
        "config.json: activation_function must be gelu_new, gelu, relu or silu, not \"tanh\"");
  CHECK(refusal("\"scale_attn_weights\": true", "\"scale_attn_weights\": 1") ==
        "config.json: scale_attn_weights must be true or false, not 1");
  CHECK(refusal("\"n_ctx\": 16", "\"add_cross_attention\": true") ==
        "config.json: add_cross_attention must be false, not true");
  CHECK(refusal("\"n_ctx\": 16", "\"add_cross_attention\": \"no\"") ==
        "config.json: add_cross_attention must be true or false, not \"no\"");
}

TEST_CASE("a text that is no JSON, or too long, is refused") {
  CHECK_THROWS_AS(readConfig(""), InputError);
  CHECK_THROWS_AS(readConfig("[]"), InputError);
  CHECK_THROWS_WITH_AS(readConfig(std::string((1 << 20) + 1, ' ')),
                       "config.json must be at most 1048576 bytes long, not 1048577", InputError);
}
