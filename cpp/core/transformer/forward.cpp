#include "transformer/forward.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "base/input_error.h"
#include "math/causal_attention.h"
#include "math/gemm.h"
#include "math/layer_norm.h"
#include "math/linear.h"
#include "math/vector_math.h"

namespace attention {

namespace {

void add(const float* __restrict a, const float* __restrict b, int size, float* __restrict sum) {
  for (int i = 0; i < size; ++i) sum[i] = a[i] + b[i];
}

class ForwardPass {
 public:
  ForwardPass(const Parameters& parameters, const std::vector<Intervention>& interventions, Activations& activations)
      : parameters_(parameters),
        config_(parameters.config),
        interventions_(interventions),
        activations_(activations),
        length_(activations.length()),
        width_(config_.d_model) {}

  void embed(std::span<const int> tokens) {
    float* row = at(Hook::embed);
    for (const int token : tokens) {
      row = std::copy_n(parameters_.wte() + std::ptrdiff_t{token} * width_, width_, row);
    }
    std::copy_n(parameters_.wpe(), size(), at(Hook::pos_embed));
    computed(Hook::embed);
    computed(Hook::pos_embed);
  }

  void runBlock(int layer) {
    if (layer == 0)
      add(at(Hook::embed), at(Hook::pos_embed), size(), at(Hook::resid_pre));
    else
      std::copy_n(at(Hook::resid_post, layer - 1), size(), at(Hook::resid_pre, layer));
    computed(Hook::resid_pre, layer);
    attend(layer);
    const Hook after_attention = config_.hasMlp() ? Hook::resid_mid : Hook::resid_post;
    add(at(Hook::resid_pre, layer), at(Hook::attn_out, layer), size(), at(after_attention, layer));
    computed(after_attention, layer);
    if (!config_.hasMlp()) return;
    runMlp(layer);
    add(at(Hook::resid_mid, layer), at(Hook::mlp_out, layer), size(), at(Hook::resid_post, layer));
    computed(Hook::resid_post, layer);
  }

  void predict() {
    const int last = config_.layers - 1;
    const OuterTensors<const float> outer = parameters_.outer();
    normalise(at(Hook::resid_post, last), outer.ln_f_weight, outer.ln_f_bias, 2 * config_.layers, at(Hook::ln_final));
    computed(Hook::ln_final);
    gemm(Layout::nt, length_, config_.vocab_size, width_, at(Hook::ln_final), width_, outer.wte, width_,
         at(Hook::logits), config_.vocab_size, false);
    computed(Hook::logits);
  }

 private:
  void attend(int layer) {
    const BlockTensors<const float> block = parameters_.block(layer);
    const AttentionSizes sizes{length_, config_.heads, config_.headSize(), 3 * width_};
    normalise(at(Hook::resid_pre, layer), block.ln_1_weight, block.ln_1_bias, 2 * layer, at(Hook::ln1, layer));
    computed(Hook::ln1, layer);
    linearForward({length_, width_, 3 * width_}, at(Hook::ln1, layer), block.c_attn_weight, block.c_attn_bias,
                  at(Hook::q, layer));
    computed(Hook::q, layer);
    computed(Hook::k, layer);
    computed(Hook::v, layer);
    causalScoresForward(sizes, at(Hook::q, layer), at(Hook::k, layer), at(Hook::scores, layer));
    computed(Hook::scores, layer);
    causalSoftmaxForward(sizes, at(Hook::scores, layer), at(Hook::pattern, layer));
    computed(Hook::pattern, layer);
    weightedValuesForward(sizes, at(Hook::pattern, layer), at(Hook::v, layer), at(Hook::z, layer));
    computed(Hook::z, layer);
    linearForward({length_, width_, width_}, at(Hook::z, layer), block.attn_proj_weight, block.attn_proj_bias,
                  at(Hook::attn_out, layer));
    computed(Hook::attn_out, layer);
  }

  void runMlp(int layer) {
    const BlockTensors<const float> block = parameters_.block(layer);
    const int inner = config_.d_mlp;
    normalise(at(Hook::resid_mid, layer), block.ln_2_weight, block.ln_2_bias, 2 * layer + 1, at(Hook::ln2, layer));
    computed(Hook::ln2, layer);
    linearForward({length_, width_, inner}, at(Hook::ln2, layer), block.c_fc_weight, block.c_fc_bias,
                  at(Hook::mlp_pre, layer));
    computed(Hook::mlp_pre, layer);
    gelu(at(Hook::mlp_pre, layer), at(Hook::mlp_post, layer), length_ * inner);
    computed(Hook::mlp_post, layer);
    linearForward({length_, inner, width_}, at(Hook::mlp_post, layer), block.mlp_proj_weight, block.mlp_proj_bias,
                  at(Hook::mlp_out, layer));
    computed(Hook::mlp_out, layer);
  }

  void normalise(const float* x, const float* weight, const float* bias, int norm, float* y) {
    layerNormForward({length_, width_}, config_.layer_norm_epsilon, x, weight, bias, y, activations_.moments(norm));
  }

  void computed(Hook hook, int layer = 0) {
    if (!interventions_.empty()) intervene(interventions_, activations_, hook, layer);
  }

  float* at(Hook hook, int layer = 0) { return activations_.at(hook, layer); }
  int size() const { return length_ * width_; }

  const Parameters& parameters_;
  const TransformerConfig& config_;
  const std::vector<Intervention>& interventions_;
  Activations& activations_;
  const int length_;
  const int width_;
};

}  // namespace

void requireValidTokens(const TransformerConfig& config, std::span<const int> tokens) {
  if (tokens.empty() || tokens.size() > static_cast<std::size_t>(config.context)) {
    refuse("tokens must be 1 to {} (the context), not {}", {config.context, tokens.size()});
  }
  for (const int token : tokens) requireInRange({"token", 0, config.vocab_size - 1}, token);
}

void transformerForward(const Parameters& parameters, std::span<const int> tokens,
                        const std::vector<Intervention>& interventions, Activations& activations) {
  requireValidTokens(parameters.config, tokens);
  requireValid(interventions, parameters.config, static_cast<int>(tokens.size()));
  activations.prepare(parameters.config, static_cast<int>(tokens.size()));
  ForwardPass pass(parameters, interventions, activations);
  pass.embed(tokens);
  for (int layer = 0; layer < parameters.config.layers; ++layer) pass.runBlock(layer);
  pass.predict();
}

}  // namespace attention
