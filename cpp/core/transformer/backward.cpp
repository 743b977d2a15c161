#include "transformer/backward.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "base/input_error.h"
#include "math/causal_attention.h"
#include "math/gemm.h"
#include "math/layer_norm.h"
#include "math/linear.h"
#include "math/vector_math.h"
#include "transformer/cross_entropy.h"

namespace attention {

namespace {

/// The steps of forward.cpp's ForwardPass, the last one first.
class BackwardPass {
 public:
  /// parameter_gradients: [parameterCount], or null if not wanted.
  BackwardPass(const Parameters& parameters, const std::vector<Intervention>& interventions,
               const Activations& activations, Activations& gradients, float* parameter_gradients, Gradients wanted)
      : parameters_(parameters),
        config_(parameters.config),
        interventions_(interventions),
        activations_(activations),
        gradients_(gradients),
        parameter_gradients_(parameter_gradients),
        wanted_(wanted),
        length_(activations.length()),
        width_(config_.d_model) {}

  float loseFrom(std::span<const int> targets, float scale) {
    const int size = config_.vocab_size;
    const float* logits = activations_.at(Hook::logits);
    float* gradient = grad(Hook::logits);
    double loss = 0;
    int count = 0;
    for (const int target : targets) {
      if (target < 0) {
        std::fill_n(gradient, size, 0.0f);
      } else {
        loss += static_cast<double>(crossEntropyBackward(logits, size, target, scale, gradient));
        ++count;
      }
      logits += size;
      gradient += size;
    }
    return count > 0 ? static_cast<float>(loss / count) : 0;
  }

  void predictBackward() {
    const int last = config_.layers - 1;
    const int size = config_.vocab_size;
    const OuterTensors<const float> outer = parameters_.outer();
    const OuterTensors<float> douter = outerGradients();
    const float* const dlogits = passedOn(Hook::logits);
    gemm(Layout::nn, length_, width_, size, dlogits, size, outer.wte, width_, grad(Hook::ln_final), width_, false);
    if (douter.wte != nullptr) {
      gemm(Layout::tn, size, width_, length_, dlogits, size, activations_.at(Hook::ln_final), width_, douter.wte,
           width_, true);
    }
    std::fill_n(grad(Hook::resid_post, last), length_ * width_, 0.0f);
    normaliseBackward({Hook::resid_post, last}, {Hook::ln_final, 0}, 2 * config_.layers, outer.ln_f_weight,
                      douter.ln_f_weight, douter.ln_f_bias);
  }

  void runBlockBackward(int layer) {
    if (config_.hasMlp()) {
      share({Hook::resid_post, layer}, {Hook::resid_mid, layer}, {Hook::mlp_out, layer});
      runMlpBackward(layer);
    }
    const Hook after_attention = config_.hasMlp() ? Hook::resid_mid : Hook::resid_post;
    share({after_attention, layer}, {Hook::resid_pre, layer}, {Hook::attn_out, layer});
    attendBackward(layer);
    if (layer == 0)
      share({Hook::resid_pre, 0}, {Hook::embed, 0}, {Hook::pos_embed, 0});
    else
      share({Hook::resid_pre, layer}, {Hook::resid_post, layer - 1}, {Hook::resid_post, layer - 1});
  }

  void embedBackward(std::span<const int> tokens) {
    const OuterTensors<float> douter = outerGradients();
    if (douter.wte == nullptr) return;
    const float* row = passedOn(Hook::embed);
    for (const int token : tokens) {
      addTo(douter.wte + std::ptrdiff_t{token} * width_, row, width_);
      row += width_;
    }
    addTo(douter.wpe, passedOn(Hook::pos_embed), length_ * width_);
  }

 private:
  void runMlpBackward(int layer) {
    const BlockTensors<const float> block = parameters_.block(layer);
    const BlockTensors<float> dblock = blockGradients(layer);
    const int inner = config_.d_mlp;
    linearBackward({length_, inner, width_}, activations_.at(Hook::mlp_post, layer), block.mlp_proj_weight,
                   passedOn(Hook::mlp_out, layer), grad(Hook::mlp_post, layer), dblock.mlp_proj_weight,
                   dblock.mlp_proj_bias);
    geluBackward(activations_.at(Hook::mlp_pre, layer), passedOn(Hook::mlp_post, layer), grad(Hook::mlp_pre, layer),
                 length_ * inner);
    linearBackward({length_, width_, inner}, activations_.at(Hook::ln2, layer), block.c_fc_weight,
                   passedOn(Hook::mlp_pre, layer), grad(Hook::ln2, layer), dblock.c_fc_weight, dblock.c_fc_bias);
    normaliseBackward({Hook::resid_mid, layer}, {Hook::ln2, layer}, 2 * layer + 1, block.ln_2_weight,
                      dblock.ln_2_weight, dblock.ln_2_bias);
  }

  void attendBackward(int layer) {
    const BlockTensors<const float> block = parameters_.block(layer);
    const BlockTensors<float> dblock = blockGradients(layer);
    const AttentionSizes sizes{length_, config_.heads, config_.headSize(), 3 * width_};
    linearBackward({length_, width_, width_}, activations_.at(Hook::z, layer), block.attn_proj_weight,
                   passedOn(Hook::attn_out, layer), grad(Hook::z, layer), dblock.attn_proj_weight,
                   dblock.attn_proj_bias);
    weightedValuesBackward(sizes, activations_.at(Hook::pattern, layer), activations_.at(Hook::v, layer),
                           passedOn(Hook::z, layer), wanted_ == Gradients::all, grad(Hook::pattern, layer),
                           grad(Hook::v, layer));
    causalSoftmaxBackward(sizes, softmaxOf(layer, sizes), passedOn(Hook::pattern, layer), grad(Hook::scores, layer));
    causalScoresBackward(sizes, activations_.at(Hook::q, layer), activations_.at(Hook::k, layer),
                         passedOn(Hook::scores, layer), grad(Hook::q, layer), grad(Hook::k, layer));
    linearBackward({length_, width_, 3 * width_}, activations_.at(Hook::ln1, layer), block.c_attn_weight,
                   passedOn(Hook::q, layer), grad(Hook::ln1, layer), dblock.c_attn_weight, dblock.c_attn_bias);
    normaliseBackward({Hook::resid_pre, layer}, {Hook::ln1, layer}, 2 * layer, block.ln_1_weight, dblock.ln_1_weight,
                      dblock.ln_1_bias);
  }

  /// The pattern as it came out of the softmax, before it was edited.
  const float* softmaxOf(int layer, const AttentionSizes& sizes) {
    if (!isEdited(interventions_, config_, Hook::pattern, layer)) return activations_.at(Hook::pattern, layer);
    unedited_.resize(static_cast<std::size_t>(activations_.rows(Hook::pattern)) * static_cast<std::size_t>(length_));
    causalSoftmaxForward(sizes, activations_.at(Hook::scores, layer), unedited_.data());
    return unedited_.data();
  }

  void normaliseBackward(HookPlace x, HookPlace y, int norm, const float* weight, float* dweight, float* dbias) {
    layerNormBackward({length_, width_}, activations_.at(x.hook, x.layer), weight, activations_.moments(norm),
                      passedOn(y.hook, y.layer), grad(x.hook, x.layer), dweight, dbias);
  }

  /// A sum's gradient is that of each of its terms.
  void share(HookPlace sum, HookPlace first, HookPlace second) {
    const float* const gradient = passedOn(sum.hook, sum.layer);
    std::copy_n(gradient, length_ * width_, grad(first.hook, first.layer));
    std::copy_n(gradient, length_ * width_, grad(second.hook, second.layer));
  }

  /// The gradient that goes on backwards from here: the activation's, without what an intervention stands before. Valid
  /// until the next call. Query, key and value are one in this.
  const float* passedOn(Hook hook, int layer = 0) {
    const bool is_query = hook == Hook::q;
    const bool is_edited = isEdited(interventions_, config_, hook, layer) ||
                           (is_query && (isEdited(interventions_, config_, Hook::k, layer) ||
                                         isEdited(interventions_, config_, Hook::v, layer)));
    if (!is_edited) return grad(hook, layer);
    float* const copy = gradients_.scratch();
    const std::ptrdiff_t size = std::ptrdiff_t{activations_.rows(hook)} * activations_.stride(hook);
    std::copy_n(grad(hook, layer), size, copy);
    blockEdited(interventions_, activations_, hook, layer, copy);
    if (is_query) {
      blockEdited(interventions_, activations_, Hook::k, layer, copy + width_);
      blockEdited(interventions_, activations_, Hook::v, layer, copy + 2 * width_);
    }
    return copy;
  }

  float* grad(Hook hook, int layer = 0) { return gradients_.at(hook, layer); }
  OuterTensors<float> outerGradients() const {
    return parameter_gradients_ == nullptr ? OuterTensors<float>{} : outerTensors(config_, parameter_gradients_);
  }
  BlockTensors<float> blockGradients(int layer) const {
    return parameter_gradients_ == nullptr ? BlockTensors<float>{} : blockTensors(config_, parameter_gradients_, layer);
  }

  const Parameters& parameters_;
  const TransformerConfig& config_;
  const std::vector<Intervention>& interventions_;
  const Activations& activations_;
  Activations& gradients_;
  std::vector<float> unedited_;
  float* const parameter_gradients_;
  const Gradients wanted_;
  const int length_;
  const int width_;
};

void requireFitting(const Parameters& parameters, std::span<const int> tokens, const Activations& activations,
                    std::span<const float> parameter_gradients) {
  if (activations.config() != parameters.config || tokens.size() != static_cast<std::size_t>(activations.length())) {
    refuse("activations must be those of the same model and tokens");
  }
  if (!parameter_gradients.empty() && parameter_gradients.size() != parameters.data.size()) {
    refuse("parameter gradients must be as many as the {} parameters, not {}",
           {parameters.data.size(), parameter_gradients.size()});
  }
}

}  // namespace

float transformerBackward(const Parameters& parameters, std::span<const int> tokens, std::span<const int> targets,
                          float scale, const std::vector<Intervention>& interventions, const Activations& activations,
                          Activations& gradients, std::span<float> parameter_gradients, Gradients wanted) {
  requireFitting(parameters, tokens, activations, parameter_gradients);
  requireValidTargets(activations, targets);
  gradients.prepare(parameters.config, activations.length(),
                    wanted == Gradients::all ? Activations::Blocks::each : Activations::Blocks::shared);
  BackwardPass pass(parameters, interventions, activations, gradients,
                    parameter_gradients.empty() ? nullptr : parameter_gradients.data(), wanted);
  const float loss = pass.loseFrom(targets, scale);
  pass.predictBackward();
  for (int layer = parameters.config.layers - 1; layer >= 0; --layer) pass.runBlockBackward(layer);
  pass.embedBackward(tokens);
  return loss;
}

}  // namespace attention
