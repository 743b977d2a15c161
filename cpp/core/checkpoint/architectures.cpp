#include "checkpoint/architectures.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/input_error.h"

namespace attention {

namespace {

using enum Weight;

constexpr TensorName kGptNeoxTensors[] = {
    {wte, "embed_in.weight"},
    {ln_1_weight, "input_layernorm.weight"},
    {ln_1_bias, "input_layernorm.bias"},
    {ln_2_weight, "post_attention_layernorm.weight"},
    {ln_2_bias, "post_attention_layernorm.bias"},
    {w_q, "attention.query_key_value.weight"},
    {b_q, "attention.query_key_value.bias"},
    {w_o, "attention.dense.weight"},
    {b_o, "attention.dense.bias"},
    {w_in, "mlp.dense_h_to_4h.weight"},
    {b_in, "mlp.dense_h_to_4h.bias"},
    {w_out, "mlp.dense_4h_to_h.weight"},
    {b_out, "mlp.dense_4h_to_h.bias"},
    {ln_f_weight, "final_layer_norm.weight"},
    {ln_f_bias, "final_layer_norm.bias"},
    {head, "embed_out.weight"},
};

constexpr TensorName kLlamaTensors[] = {
    {wte, "embed_tokens.weight"},
    {ln_1_weight, "input_layernorm.weight"},
    {w_q, "self_attn.q_proj.weight"},
    {b_q, "self_attn.q_proj.bias"},
    {w_k, "self_attn.k_proj.weight"},
    {b_k, "self_attn.k_proj.bias"},
    {w_v, "self_attn.v_proj.weight"},
    {b_v, "self_attn.v_proj.bias"},
    {w_o, "self_attn.o_proj.weight"},
    {b_o, "self_attn.o_proj.bias"},
    {q_norm_weight, "self_attn.q_norm.weight"},
    {k_norm_weight, "self_attn.k_norm.weight"},
    {ln_2_weight, "post_attention_layernorm.weight"},
    {w_gate, "mlp.gate_proj.weight"},
    {b_gate, "mlp.gate_proj.bias"},
    {w_in, "mlp.up_proj.weight"},
    {b_in, "mlp.up_proj.bias"},
    {w_out, "mlp.down_proj.weight"},
    {b_out, "mlp.down_proj.bias"},
    {ln_f_weight, "norm.weight"},
    {head, "lm_head.weight"},
};

constexpr TensorName kPhiTensors[] = {
    {wte, "embed_tokens.weight"},
    {ln_1_weight, "input_layernorm.weight"},
    {ln_1_bias, "input_layernorm.bias"},
    {w_q, "self_attn.q_proj.weight"},
    {b_q, "self_attn.q_proj.bias"},
    {w_k, "self_attn.k_proj.weight"},
    {b_k, "self_attn.k_proj.bias"},
    {w_v, "self_attn.v_proj.weight"},
    {b_v, "self_attn.v_proj.bias"},
    {w_o, "self_attn.dense.weight"},
    {b_o, "self_attn.dense.bias"},
    {w_in, "mlp.fc1.weight"},
    {b_in, "mlp.fc1.bias"},
    {w_out, "mlp.fc2.weight"},
    {b_out, "mlp.fc2.bias"},
    {ln_f_weight, "final_layernorm.weight"},
    {ln_f_bias, "final_layernorm.bias"},
    {head, "lm_head.weight"},
    {head_bias, "lm_head.bias"},
};

constexpr TransformerConfig llamaWith(Architecture architecture) {
  return {.layer_norm_epsilon = 1e-6f,
          .norm = Norm::rms,
          .positions = Positions::rotary,
          .mlp = Mlp::gated,
          .activation_function = ActivationFunction::silu,
          .biases = {false, false, false, false, false},
          .is_head_tied = false,
          .architecture = architecture};
}

constexpr TransformerConfig mistral() {
  TransformerConfig config = llamaWith(Architecture::mistral);
  config.window = 4096;
  return config;
}

constexpr TransformerConfig qwen2() {
  TransformerConfig config = llamaWith(Architecture::qwen2);
  config.biases.attention = true;
  return config;
}

constexpr TransformerConfig qwen3() {
  TransformerConfig config = llamaWith(Architecture::qwen3);
  config.norms_heads = true;
  config.head_size = 128;
  return config;
}

constexpr TransformerConfig gemma() {
  TransformerConfig config = llamaWith(Architecture::gemma);
  config.activation_function = ActivationFunction::gelu_tanh;
  config.is_head_tied = true;
  config.head_size = 256;
  return config;
}

constexpr TransformerConfig gptNeox() {
  return {.layer_norm_epsilon = 1e-5f,
          .positions = Positions::rotary,
          .activation_function = ActivationFunction::gelu,
          .is_head_tied = false,
          .architecture = Architecture::gpt_neox,
          .residual = Residual::parallel};
}

constexpr TransformerConfig phi() {
  TransformerConfig config = gptNeox();
  config.activation_function = ActivationFunction::gelu_tanh;
  config.biases.head = true;
  config.architecture = Architecture::phi;
  config.residual = Residual::parallel_shared;
  return config;
}

constexpr ArchitectureRow kRows[] = {
    {.model_type = "gpt_neox",
     .class_name = "GPTNeoXForCausalLM",
     .prefix = "gpt_neox.",
     .tensors = kGptNeoxTensors,
     .keys = {.epsilon = "layer_norm_eps",
              .rotary_base = "rotary_emb_base",
              .rotary_fraction = "rotary_pct",
              .is_parallel = "use_parallel_residual",
              .attention_bias = "attention_bias"},
     .description = gptNeox(),
     .rotary_fraction = 0.25,
     .is_fused = true},
    {.model_type = "llama",
     .class_name = "LlamaForCausalLM",
     .prefix = "model.",
     .tensors = kLlamaTensors,
     .keys =
         {.epsilon = "rms_norm_eps", .attention_bias = "attention_bias", .mlp_bias = "mlp_bias", .has_head_size = true},
     .description = llamaWith(Architecture::llama)},
    {.model_type = "mistral",
     .class_name = "MistralForCausalLM",
     .prefix = "model.",
     .tensors = kLlamaTensors,
     .keys = {.epsilon = "rms_norm_eps", .has_head_size = true},
     .description = mistral()},
    {.model_type = "qwen2",
     .class_name = "Qwen2ForCausalLM",
     .prefix = "model.",
     .tensors = kLlamaTensors,
     .keys = {.epsilon = "rms_norm_eps", .uses_window = "use_sliding_window"},
     .description = qwen2()},
    {.model_type = "qwen3",
     .class_name = "Qwen3ForCausalLM",
     .prefix = "model.",
     .tensors = kLlamaTensors,
     .keys = {.epsilon = "rms_norm_eps",
              .attention_bias = "attention_bias",
              .uses_window = "use_sliding_window",
              .has_head_size = true},
     .description = qwen3()},
    {.model_type = "gemma",
     .class_name = "GemmaForCausalLM",
     .prefix = "model.",
     .tensors = kLlamaTensors,
     .keys = {.epsilon = "rms_norm_eps",
              .activation = "hidden_activation",
              .attention_bias = "attention_bias",
              .has_head_size = true},
     .description = gemma(),
     .norms_less_one = true,
     .scales_embedding = true},
    {.model_type = "phi",
     .class_name = "PhiForCausalLM",
     .prefix = "model.",
     .tensors = kPhiTensors,
     .keys = {.epsilon = "layer_norm_eps", .rotary_fraction = "partial_rotary_factor"},
     .description = phi(),
     .rotary_fraction = 0.5},
};

bool isNormWeight(Weight weight) {
  return weight == ln_1_weight || weight == ln_2_weight || weight == ln_f_weight || weight == q_norm_weight ||
         weight == k_norm_weight;
}

/// The core's column for a row of [head, query key or value, D].
int columnOf(const TransformerConfig& config, int row) {
  const int size = config.headSize();
  return (row / size % 3 * config.heads + row / (3 * size)) * size + row % size;
}

}  // namespace

const ArchitectureRow& rowOf(Architecture architecture) {
  return *std::find_if(std::begin(kRows), std::end(kRows),
                       [=](const ArchitectureRow& row) { return row.description.architecture == architecture; });
}

const ArchitectureRow* rowNamed(std::string_view model_type) {
  const auto isIt = [=](const ArchitectureRow& row) { return row.model_type == model_type; };
  const auto row = std::find_if(std::begin(kRows), std::end(kRows), isIt);
  return row == std::end(kRows) ? nullptr : row;
}

std::string knownModelTypes() {
  std::string names = "gpt2";
  for (const ArchitectureRow& row : kRows) names += std::string(", ") + row.model_type;
  return names;
}

TransformerConfig newModel(std::string_view architecture, const TransformerConfig& sizes) {
  if (architecture == "gpt2") {
    if (sizes.keyValueHeads() == sizes.heads) return sizes;
    refuse("key_value_heads", "must be as many as the {} heads of gpt2, not {}", {sizes.heads, sizes.key_value_heads});
  }
  const ArchitectureRow* const row = rowNamed(architecture);
  if (!row) refuse("architecture", "must be one of {}, not {}", {knownModelTypes(), Quoted{architecture}});
  TransformerConfig config = row->description;
  config.layers = sizes.layers;
  config.heads = sizes.heads;
  config.d_model = sizes.d_model;
  config.d_mlp = sizes.d_mlp;
  config.context = sizes.context;
  config.vocab_size = sizes.vocab_size;
  config.key_value_heads = sizes.key_value_heads == sizes.heads ? 0 : sizes.key_value_heads;
  config.head_size = 0;
  const int size = config.headSize(), turned = static_cast<int>(size * row->rotary_fraction);
  config.rotary.size = turned == size ? 0 : std::max(2, turned / 2 * 2);
  if (row->scales_embedding) config.embedding_scale = std::sqrt(static_cast<float>(config.d_model));
  return config;
}

StoredPart::StoredPart(const TransformerConfig& config, const TensorName& row, int layer) {
  const ArchitectureRow& architecture = rowOf(config.architecture);
  const ParameterPlace place = placeOf(config, row.weight, layer);
  const bool is_of_head = row.weight == head || row.weight == head_bias;
  const bool is_embedding = row.weight == wte || row.weight == head;
  const bool is_vector = place.rows == 1;
  if (!is_of_head) name = architecture.prefix;
  if (place.is_of_block) name += message("layers.{}.", {layer});
  name += row.name;
  if (architecture.norms_less_one && isNormWeight(row.weight)) added_ = 1;
  const bool is_fused = architecture.is_fused && (row.weight == w_q || row.weight == b_q);
  const int outputs = is_embedding ? place.rows : is_fused ? 3 * place.columns : place.columns;
  shape = {outputs};
  if (!is_vector) {
    inputs_ = static_cast<std::size_t>(is_embedding ? place.columns : place.rows);
    stride_ = static_cast<std::size_t>(is_embedding ? 1 : place.stride);
    shape.push_back(static_cast<std::int64_t>(inputs_));
  }
  for (int output = 0; output < outputs; ++output) {
    const std::int64_t column = is_embedding ? output * std::int64_t{place.stride}
                                : is_fused   ? columnOf(config, output)
                                             : output;
    rows_.push_back(place.begin + static_cast<std::size_t>(column));
  }
}

std::span<float> StoredPart::inOrder(std::span<float> parameters) const {
  const bool is_in_order = stride_ == 1 && added_ == 0 && rows_.back() - rows_.front() == size() - inputs_ &&
                           std::is_sorted(rows_.begin(), rows_.end());
  return is_in_order ? parameters.subspan(rows_.front(), size()) : std::span<float>();
}

void StoredPart::scatter(std::span<const float> numbers, std::span<float> parameters) const {
  const float* number = numbers.data();
  for (const std::size_t row : rows_) {
    for (std::size_t column = 0; column < inputs_; ++column) parameters[row + column * stride_] = *number++ + added_;
  }
}

Floats StoredPart::gather(std::span<const float> parameters) const {
  Floats numbers;
  numbers.reserve(rows_.size() * inputs_);
  for (const std::size_t row : rows_) {
    for (std::size_t column = 0; column < inputs_; ++column) {
      numbers.push_back(parameters[row + column * stride_] - added_);
    }
  }
  return numbers;
}

std::vector<StoredPart> storedParts(const TransformerConfig& config) {
  std::vector<StoredPart> parts;
  const auto add = [&](bool is_of_block, int layer) {
    for (const TensorName& row : rowOf(config.architecture).tensors) {
      const ParameterPlace place = placeOf(config, row.weight, layer);
      if (place.rows > 0 && place.is_of_block == is_of_block) parts.emplace_back(config, row, layer);
    }
  };
  add(false, 0);
  for (int layer = 0; layer < config.layers; ++layer) add(true, layer);
  return parts;
}

}  // namespace attention
