#include "transformer/backward.h"

#include <algorithm>
#include <vector>

#include "base/input_error.h"
#include "math/causal_attention.h"
#include "math/gemm.h"
#include "math/layer_norm.h"
#include "math/linear.h"
#include "transformer/cross_entropy.h"
#include "transformer/norms.h"

namespace attention {

namespace {

/// The steps of forward.cpp's ForwardPass, the last one first.
class BackwardPass {
 public:
  /// parameter_gradients: [parameterCount], or null if not wanted.
  BackwardPass(const Parameters& parameters, const std::vector<Intervention>& interventions,
               const Activations& activations, Activations& gradients, float* parameter_gradients, Gradients wanted)
      : config_(parameters.config),
        tensors_(parameters.tensors()),
        dtensors_(parameters.config, parameter_gradients),
        interventions_(interventions),
        activations_(activations),
        gradients_(gradients),
        wanted_(wanted) {}

  float loseFrom(std::span<const int> targets, float scale) {
    const ConstView logits = at(Hook::logits);
    const View gradient = grad(Hook::logits);
    double loss = 0;
    int count = 0;
    for (int i = 0; i < logits.rows; ++i) {
      const int target = targets[static_cast<std::size_t>(i)];
      if (target < 0) {
        std::fill_n(gradient.row(i), gradient.columns, 0.0f);
      } else {
        loss +=
            static_cast<double>(crossEntropyBackward(logits.row(i), logits.columns, target, scale, gradient.row(i)));
        ++count;
      }
    }
    return count > 0 ? static_cast<float>(loss / count) : 0;
  }

  void predictBackward() {
    const int last = config_.layers - 1;
    const ConstView dlogits = passedOn(Hook::logits);
    gemm(Layout::nn, dlogits, tensors_.head(), grad(Hook::ln_final_out), false);
    if (dtensors_.head()) gemm(Layout::tn, dlogits, at(Hook::ln_final_out), dtensors_.head(), true);
    if (float* const dbias = kEveryModel ? dtensors_.vector(Weight::head_bias) : nullptr) {
      for (int row = 0; row < dlogits.rows; ++row) addTo(dbias, dlogits.row(row), dlogits.columns);
    }
    const View dlast = grad(Hook::resid_post, last);
    std::fill(dlast.data, dlast.row(dlast.rows), 0.0f);
    normaliseBackward({Hook::resid_post, last}, kLnFinal, 0);
  }

  void runBlockBackward(int layer) {
    if (config_.hasMlp()) {
      share({Hook::resid_post, layer}, {mlpInput(config_), layer}, {Hook::mlp_out, layer});
      if (config_.isParallel()) copy(passedOn(Hook::resid_post, layer), grad(Hook::attn_out, layer));
      runMlpBackward(layer);
    }
    if (!config_.isParallel()) {
      const Hook after_attention = config_.hasMlp() ? Hook::resid_mid : Hook::resid_post;
      share({after_attention, layer}, {Hook::resid_pre, layer}, {Hook::attn_out, layer});
    }
    attendBackward(layer);
    const ConstView dstream = passedOn(Hook::resid_pre, layer);
    if (layer > 0) {
      copy(dstream, grad(Hook::resid_post, layer - 1));
      return;
    }
    copy(dstream, grad(Hook::embed));
    if (config_.hasLearnedPositions()) copy(dstream, grad(Hook::pos_embed));
  }

  void embedBackward(std::span<const int> tokens) {
    const View dwte = dtensors_.view(Weight::wte), dwpe = dtensors_.view(Weight::wpe);
    if (!dwte) return;
    const ConstView dembed = passedOn(Hook::embed);
    for (int i = 0; i < dembed.rows; ++i) {
      float* const dtoken = dwte.row(tokens[static_cast<std::size_t>(i)]);
      if (kEveryModel) {
        addTo(dtoken, config_.embedding_scale, dembed.row(i), dwte.columns);
      } else {
        addTo(dtoken, dembed.row(i), dwte.columns);
      }
    }
    if (!config_.hasLearnedPositions()) return;
    const ConstView dpositions = passedOn(Hook::pos_embed);
    for (int i = 0; i < dpositions.rows; ++i) addTo(dwpe.row(i), dpositions.row(i), dwpe.columns);
  }

 private:
  void runMlpBackward(int layer) {
    linearBackward(Hook::mlp_post, Weight::w_out, Weight::b_out, Hook::mlp_out, layer, false);
    const Hook input = config_.hasMlpNorm() ? Hook::ln2_out : Hook::ln1_out;
    const ConstView pre = at(Hook::mlp_pre, layer);
    const View dpre = grad(Hook::mlp_pre, layer);
    ConstView dpost = passedOn(Hook::mlp_post, layer);
    if (config_.isGated()) {
      const View dlinear = grad(Hook::mlp_pre_linear, layer);
      activate(config_.activation_function, pre.data, dlinear.data, pre.rows * pre.columns);
      multiply(dlinear, dpost, dlinear);
      multiply(dpost, at(Hook::mlp_pre_linear, layer), dpre);
      dpost = dpre;
    }
    activateBackward(config_.activation_function, pre.data, dpost.data, dpre.data, pre.rows * pre.columns);
    const bool is_gated = config_.isGated();
    linearBackward(input, is_gated ? Weight::w_gate : Weight::w_in, is_gated ? Weight::b_gate : Weight::b_in,
                   Hook::mlp_pre, layer, false);
    if (is_gated) linearBackward(input, Weight::w_in, Weight::b_in, Hook::mlp_pre_linear, layer, true);
    if (config_.hasMlpNorm()) normaliseBackward({mlpInput(config_), layer}, kLn2, layer);
  }

  void attendBackward(int layer) {
    const int heads = config_.heads;
    linearBackward(Hook::z, Weight::w_o, Weight::b_o, Hook::attn_out, layer, false);
    weightedValuesBackward(heads, at(Hook::pattern, layer), at(Hook::v, layer), passedOn(Hook::z, layer),
                           wanted_ == Gradients::all, grad(Hook::pattern, layer), grad(Hook::v, layer));
    causalSoftmaxBackward(heads, softmaxOf(layer), passedOn(Hook::pattern, layer), grad(Hook::scores, layer));
    const Hook queries = queriesOf(config_), keys = keysOf(config_);
    causalScoresBackward(heads, at(queries, layer), at(keys, layer), scoreScale(config_, layer),
                         passedOn(Hook::scores, layer), grad(queries, layer), grad(keys, layer));
    if (config_.isRotary()) {
      turnBackward(Hook::q, kQueryNorm, layer);
      turnBackward(Hook::k, kKeyNorm, layer);
    }
    const bool is_read_by_mlp = config_.hasMlp() && !config_.hasMlpNorm();
    linearBackward(Hook::ln1_out, Weight::w_q, Weight::b_q, Hook::q, layer, is_read_by_mlp);
    linearBackward(Hook::ln1_out, Weight::w_k, Weight::b_k, Hook::k, layer, true);
    linearBackward(Hook::ln1_out, Weight::w_v, Weight::b_v, Hook::v, layer, true);
    normaliseBackward({Hook::resid_pre, layer}, kLn1, layer);
  }

  /// dx serves as room for the gradient of what was turned.
  void turnBackward(Hook x, const NormPlaces& norm, int layer) {
    const int size = config_.headSize();
    const View dx = grad(x, layer);
    rotaryBackward(activations_.rotaryTable(), 0, size, passedOn(norm.out, layer), dx);
    if (!config_.normsHeads()) return;
    const View rows = headRows(dx, size), dscale = headRows(grad(norm.scale, layer), 1);
    const ConstView normalized = headRows(at(norm.normalized, layer), size);
    affineBackward(normalized, tensors_.vector(norm.weight, layer), rows, headRows(grad(norm.normalized, layer), size),
                   dtensors_.vector(norm.weight, layer), nullptr);
    std::fill(dx.data, dx.row(dx.rows), 0.0f);
    rmsNormalizeBackward(normalized, headRows(at(norm.scale, layer), 1),
                         headRows(passedOn(norm.normalized, layer), size), dscale, rows);
    normScaleBackward(normalized, headRows(passedOn(norm.scale, layer), 1), rows);
  }

  /// The pattern as it came out of the softmax, before it was edited.
  ConstView softmaxOf(int layer) {
    const ConstView pattern = at(Hook::pattern, layer);
    if (!isEdited(interventions_, config_, {Hook::pattern, layer})) return pattern;
    unedited_.resize(static_cast<std::size_t>(pattern.rows) * static_cast<std::size_t>(pattern.columns));
    const View unedited(unedited_.data(), pattern.rows, pattern.columns);
    causalSoftmaxForward(config_.heads, at(Hook::scores, layer), unedited);
    return unedited;
  }

  /// accumulate: x had other uses, whose gradients are there already.
  void linearBackward(Hook x, Weight weight, Weight bias, Hook y, int layer, bool accumulate) {
    attention::linearBackward(at(x, layer), tensors_.view(weight, layer), passedOn(y, layer), grad(x, layer),
                              accumulate, dtensors_.view(weight, layer), dtensors_.vector(bias, layer));
  }

  void normaliseBackward(HookPlace x, const NormPlaces& norm, int layer) {
    const ConstView normalized = at(norm.normalized, layer);
    affineBackward(normalized, tensors_.vector(norm.weight, layer), grad(norm.out, layer), grad(norm.normalized, layer),
                   dtensors_.vector(norm.weight, layer), dtensors_.vector(norm.bias, layer));
    const auto backward = config_.isRms() ? rmsNormalizeBackward : normalizeBackward;
    backward(normalized, at(norm.scale, layer), passedOn(norm.normalized, layer), grad(norm.scale, layer),
             gradients_.view(x));
    normScaleBackward(normalized, passedOn(norm.scale, layer), gradients_.view(x));
  }

  /// A sum's gradient is that of each of its terms.
  void share(HookPlace sum, HookPlace first, HookPlace second) {
    const ConstView gradient = passedOn(sum.hook, sum.layer);
    copy(gradient, gradients_.view(first));
    copy(gradient, gradients_.view(second));
  }

  /// The gradient that goes on backwards from here: the activation's, without what an intervention stands before. Valid
  /// until the next call.
  ConstView passedOn(Hook hook, int layer = 0) {
    const View gradient = grad(hook, layer);
    if (!isEdited(interventions_, config_, {hook, layer})) return gradient;
    const View passed = gradients_.scratchFor(hook);
    copy(gradient, passed);
    blockEdited(interventions_, activations_, {hook, layer}, passed);
    return passed;
  }

  ConstView at(Hook hook, int layer = 0) const { return activations_.view(hook, layer); }
  View grad(Hook hook, int layer = 0) { return gradients_.view(hook, layer); }

  const TransformerConfig& config_;
  const Tensors<const float> tensors_;
  const Tensors<float> dtensors_;
  const std::vector<Intervention>& interventions_;
  const Activations& activations_;
  Activations& gradients_;
  std::vector<float> unedited_;
  const Gradients wanted_;
};

void requireFitting(const Parameters& parameters, std::span<const int> tokens, const Activations& activations,
                    std::span<const float> parameter_gradients) {
  if (activations.config() != parameters.config || tokens.size() != static_cast<std::size_t>(activations.length())) {
    refuse("activations", "must be those of the same model and tokens");
  }
  if (!parameter_gradients.empty() && parameter_gradients.size() != parameters.data.size()) {
    refuse("parameter gradients", "must be as many as the {} parameters, not {}",
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
                    wanted == Gradients::all ? Activations::Keep::each : Activations::Keep::shared);
  BackwardPass pass(parameters, interventions, activations, gradients,
                    parameter_gradients.empty() ? nullptr : parameter_gradients.data(), wanted);
  const float loss = pass.loseFrom(targets, scale);
  pass.predictBackward();
  for (int layer = parameters.config.layers - 1; layer >= 0; --layer) pass.runBlockBackward(layer);
  pass.embedBackward(tokens);
  return loss;
}

}  // namespace attention
