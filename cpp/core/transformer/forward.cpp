#include "transformer/forward.h"

#include <algorithm>

#include "base/input_error.h"
#include "math/causal_attention.h"
#include "math/gemm.h"
#include "math/layer_norm.h"
#include "math/linear.h"
#include "transformer/norms.h"

namespace attention {

namespace {

class ForwardPass {
 public:
  ForwardPass(const Tensors<const float>& tensors, const std::vector<Intervention>& interventions,
              Activations& activations)
      : config_(activations.config()), tensors_(tensors), interventions_(interventions), activations_(activations) {}

  void embed(std::span<const int> tokens) {
    const ConstView wte = tensors_.view(Weight::wte);
    const View embedded = at(Hook::embed);
    for (int i = 0; i < embedded.rows; ++i) {
      std::copy_n(wte.row(tokens[static_cast<std::size_t>(i)]), wte.columns, embedded.row(i));
    }
    if (kEveryModel && config_.embedding_scale != 1) scale(embedded, config_.embedding_scale);
    computed(Hook::embed);
    if (!config_.hasLearnedPositions()) return;
    copy(tensors_.view(Weight::wpe).rowsFrom(activations_.past(), embedded.rows), at(Hook::pos_embed));
    computed(Hook::pos_embed);
  }

  void runBlock(int layer) {
    if (layer > 0) {
      copy(at(Hook::resid_post, layer - 1), at(Hook::resid_pre, layer));
    } else if (config_.hasLearnedPositions()) {
      add(at(Hook::embed), at(Hook::pos_embed), at(Hook::resid_pre));
    } else {
      copy(at(Hook::embed), at(Hook::resid_pre));
    }
    computed(Hook::resid_pre, layer);
    attend(layer);
    if (config_.isParallel()) return addBoth(layer);
    const Hook after_attention = config_.hasMlp() ? Hook::resid_mid : Hook::resid_post;
    add(at(Hook::resid_pre, layer), at(Hook::attn_out, layer), at(after_attention, layer));
    computed(after_attention, layer);
    if (!config_.hasMlp()) return;
    runMlp(layer);
    add(at(Hook::resid_mid, layer), at(Hook::mlp_out, layer), at(Hook::resid_post, layer));
    computed(Hook::resid_post, layer);
  }

  void normaliseLast() { normalise({Hook::resid_post, config_.layers - 1}, kLnFinal, 0); }

  void predict() {
    predictLogits(tensors_, at(Hook::ln_final_out), at(Hook::logits));
    computed(Hook::logits);
  }

 private:
  void attend(int layer) {
    const int heads = config_.heads;
    normalise({Hook::resid_pre, layer}, kLn1, layer);
    linear(Hook::ln1_out, Weight::w_q, Weight::b_q, Hook::q, layer);
    linear(Hook::ln1_out, Weight::w_k, Weight::b_k, Hook::k, layer);
    linear(Hook::ln1_out, Weight::w_v, Weight::b_v, Hook::v, layer);
    if (config_.isRotary()) {
      turn(Hook::q, kQueryNorm, layer);
      turn(Hook::k, kKeyNorm, layer);
    }
    causalScoresForward(heads, at(queriesOf(config_), layer), activations_.keysSoFar(layer), scoreScale(config_, layer),
                        at(Hook::scores, layer), config_.window);
    computed(Hook::scores, layer);
    causalSoftmaxForward(heads, at(Hook::scores, layer), at(Hook::pattern, layer));
    computed(Hook::pattern, layer);
    weightedValuesForward(heads, at(Hook::pattern, layer), activations_.valuesSoFar(layer), at(Hook::z, layer));
    computed(Hook::z, layer);
    linear(Hook::z, Weight::w_o, Weight::b_o, Hook::attn_out, layer);
  }

  /// Queries or keys, normed if they are, into what is turned by their positions. turned: norm.out.
  void turn(Hook x, const NormPlaces& norm, int layer) {
    const int size = config_.headSize();
    if (config_.normsHeads()) {
      const View scale = headRows(at(norm.scale, layer), 1), normalized = headRows(at(norm.normalized, layer), size);
      rmsScaleForward(headRows(at(x, layer), size), config_.layer_norm_epsilon, normalized, scale);
      computed(norm.scale, layer);
      normalizeForward(scale, normalized);
      computed(norm.normalized, layer);
      affineForward(normalized, tensors_.vector(norm.weight, layer), nullptr, headRows(at(norm.out, layer), size));
    }
    const Hook from = config_.normsHeads() ? norm.out : x;
    rotaryForward(activations_.rotaryTable(), activations_.past(), size, at(from, layer), at(norm.out, layer));
    computed(norm.out, layer);
  }

  /// An MLP beside attention: what both read is not changed before both have read it.
  void addBoth(int layer) {
    runMlp(layer);
    add(at(Hook::resid_pre, layer), at(Hook::attn_out, layer), at(Hook::resid_post, layer));
    add(at(Hook::resid_post, layer), at(Hook::mlp_out, layer), at(Hook::resid_post, layer));
    computed(Hook::resid_post, layer);
  }

  void runMlp(int layer) {
    if (config_.hasMlpNorm()) normalise({mlpInput(config_), layer}, kLn2, layer);
    const Hook input = config_.hasMlpNorm() ? Hook::ln2_out : Hook::ln1_out;
    if (config_.isGated()) {
      linear(input, Weight::w_gate, Weight::b_gate, Hook::mlp_pre, layer);
      linear(input, Weight::w_in, Weight::b_in, Hook::mlp_pre_linear, layer);
    } else {
      linear(input, Weight::w_in, Weight::b_in, Hook::mlp_pre, layer);
    }
    const ConstView pre = at(Hook::mlp_pre, layer);
    const View post = at(Hook::mlp_post, layer);
    activate(config_.activation_function, pre.data, post.data, pre.rows * pre.columns);
    if (config_.isGated()) multiply(post, at(Hook::mlp_pre_linear, layer), post);
    computed(Hook::mlp_post, layer);
    linear(Hook::mlp_post, Weight::w_out, Weight::b_out, Hook::mlp_out, layer);
  }

  void linear(Hook x, Weight weight, Weight bias, Hook y, int layer) {
    linearForward(at(x, layer), tensors_.view(weight, layer), tensors_.vector(bias, layer), at(y, layer));
    computed(y, layer);
  }

  void normalise(HookPlace x, const NormPlaces& norm, int layer) {
    const View scale = at(norm.scale, layer), normalized = at(norm.normalized, layer), out = at(norm.out, layer);
    const float *const weight = tensors_.vector(norm.weight, layer), *const bias = tensors_.vector(norm.bias, layer);
    if (interventions_.empty()) {
      normForward(config_.isRms(), activations_.view(x), config_.layer_norm_epsilon, weight, bias, scale, normalized,
                  out);
      return;
    }
    const auto scaleForward = config_.isRms() ? rmsScaleForward : normScaleForward;
    scaleForward(activations_.view(x), config_.layer_norm_epsilon, normalized, scale);
    computed(norm.scale, layer);
    normalizeForward(scale, normalized);
    computed(norm.normalized, layer);
    affineForward(normalized, weight, bias, out);
  }

  void computed(Hook hook, int layer = 0) {
    if (!interventions_.empty()) intervene(interventions_, activations_, {hook, layer});
  }

  View at(Hook hook, int layer = 0) { return activations_.view(hook, layer); }

  const TransformerConfig& config_;
  const Tensors<const float>& tensors_;
  const std::vector<Intervention>& interventions_;
  Activations& activations_;
};

}  // namespace

void requireValidTokens(const TransformerConfig& config, std::span<const int> tokens) {
  if (tokens.empty() || tokens.size() > static_cast<std::size_t>(config.context)) {
    refuse("tokens", "must be 1 to {} (the context), not {}", {config.context, tokens.size()});
  }
  for (const int token : tokens) requireInRange({"token", 0, config.vocab_size - 1}, token);
}

void transformerForward(const Parameters& parameters, std::span<const int> tokens,
                        const std::vector<Intervention>& interventions, Activations& activations) {
  requireValidTokens(parameters.config, tokens);
  requireValid(interventions, parameters.config, static_cast<int>(tokens.size()));
  activations.prepare(parameters.config, static_cast<int>(tokens.size()));
  const Tensors<const float> tensors = parameters.tensors();
  forwardToHead(tensors, tokens, interventions, activations);
  ForwardPass(tensors, interventions, activations).predict();
}

void forwardToHead(const Tensors<const float>& tensors, std::span<const int> tokens,
                   const std::vector<Intervention>& interventions, Activations& activations) {
  ForwardPass pass(tensors, interventions, activations);
  pass.embed(tokens);
  for (int layer = 0; layer < activations.config().layers; ++layer) pass.runBlock(layer);
  pass.normaliseLast();
}

void predictLogits(const Tensors<const float>& tensors, ConstView out, View logits) {
  const float* const bias = kEveryModel ? tensors.vector(Weight::head_bias) : nullptr;
  for (int row = 0; bias != nullptr && row < logits.rows; ++row) std::copy_n(bias, logits.columns, logits.row(row));
  gemm(Layout::nt, out, tensors.head(), logits, bias != nullptr);
}

}  // namespace attention
