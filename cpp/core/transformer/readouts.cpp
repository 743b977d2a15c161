#include "transformer/readouts.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "base/input_error.h"
#include "math/gemm.h"
#include "math/layer_norm.h"
#include "math/vector_math.h"
#include "transformer/sampling.h"

namespace attention {

namespace {

// ---- logit lens ----

/// The residual stream before block `depth`; for depth L, after the last.
const float* residualAt(const Activations& activations, int depth) {
  return depth == 0 ? activations.at(Hook::resid_pre, 0) : activations.at(Hook::resid_post, depth - 1);
}

/// Adds one position's `top` most likely tokens to the lens. logits: [V], overwritten; order: room for [V].
void addMostLikely(float* logits, std::vector<int>& order, Lens& lens) {
  const auto size = static_cast<int>(order.size());
  const float total = sumExp(logits, maximum(logits, size), logits, size);
  std::iota(order.begin(), order.end(), 0);
  std::partial_sort(order.begin(), order.begin() + lens.top, order.end(),
                    [=](int a, int b) { return logits[a] > logits[b] || (logits[a] == logits[b] && a < b); });
  for (int i = 0; i < lens.top; ++i) {
    const int id = order[static_cast<std::size_t>(i)];
    lens.ids.push_back(id);
    lens.probabilities.push_back(logits[id] / total);
  }
}

// ---- rollout ----

/// layer_mix [T, T] = ½ · the mean of the heads' patterns + ½ · what stays, each row's sum 1.
void mixHeads(const Activations& activations, int layer, float* layer_mix) {
  const int length = activations.length();
  const std::ptrdiff_t size = std::ptrdiff_t{length} * length;
  const int heads = activations.config().heads;
  const float* const pattern = activations.at(Hook::pattern, layer);
  for (std::ptrdiff_t i = 0; i < size; ++i) {
    float sum = 0;
    for (int head = 0; head < heads; ++head) sum += pattern[head * size + i];
    layer_mix[i] = sum / static_cast<float>(heads);
  }
  for (int query = 0; query < length; ++query) {
    float* const row = layer_mix + std::ptrdiff_t{query} * length;
    row[query] += 1;
    const float total = std::accumulate(row, row + length, 0.0f);
    for (int key = 0; key < length; ++key) row[key] /= total;
  }
}

// ---- direct logit attribution ----

/// direction [C] and `bias` such that a logit is the residual stream · direction + bias, with the final layer norm's
/// scale as it is: its mean is taken from the direction instead of from the stream.
std::vector<float> logitDirection(const Parameters& parameters, float scale, int token, float& bias) {
  const int width = parameters.config.d_model;
  const float* const embedding = parameters.wte() + std::ptrdiff_t{token} * width;
  const float* const weight = parameters.outer().ln_f_weight;
  std::vector<float> direction(static_cast<std::size_t>(width));
  for (std::size_t i = 0; i < direction.size(); ++i) direction[i] = weight[i] * embedding[i] * scale;
  const float mean = std::accumulate(direction.begin(), direction.end(), 0.0f) / static_cast<float>(width);
  for (float& number : direction) number -= mean;
  bias = dot(parameters.outer().ln_f_bias, embedding, width);
  return direction;
}

/// What each part of the model wrote at one position, along a direction of the residual stream.
class Contributions {
 public:
  Contributions(const Parameters& parameters, const Activations& activations, int position,
                const std::vector<float>& direction)
      : parameters_(parameters), activations_(activations), position_(position), direction_(direction) {}

  float of(const float* written) const { return dot(written, direction_.data(), static_cast<int>(direction_.size())); }
  float of(Hook hook, int layer = 0) const { return of(at(hook, layer)); }

  void addHeads(int layer, std::vector<float>& heads) const {
    const TransformerConfig& config = parameters_.config;
    std::vector<float> read(direction_.size());  // what the direction makes of each number of hook_z
    gemvTransposed(config.d_model, config.d_model, direction_.data(), parameters_.block(layer).attn_proj_weight,
                   read.data());
    for (int begin = 0; begin < config.d_model; begin += config.headSize()) {
      heads.push_back(dot(at(Hook::z, layer) + begin, read.data() + begin, config.headSize()));
    }
  }

 private:
  const float* at(Hook hook, int layer) const {
    return activations_.at(hook, layer) + std::ptrdiff_t{position_} * activations_.stride(hook);
  }

  const Parameters& parameters_;
  const Activations& activations_;
  const int position_;
  const std::vector<float>& direction_;
};

double sumOf(const std::vector<float>& numbers) { return std::accumulate(numbers.begin(), numbers.end(), 0.0); }

}  // namespace

Lens logitLens(const Parameters& parameters, const Activations& activations, int top) {
  const TransformerConfig& config = parameters.config;
  requireInRange({"top", 1, config.vocab_size}, top);
  const int length = activations.length();
  const int width = config.d_model;
  const OuterTensors<const float> outer = parameters.outer();
  std::vector<float> moments(2);
  std::vector<float> normalised(static_cast<std::size_t>(width));
  std::vector<float> logits(static_cast<std::size_t>(config.vocab_size));
  std::vector<int> order(logits.size());
  Lens lens{{}, {}, config.layers + 1, length, top};
  for (int depth = 0; depth <= config.layers; ++depth) {
    for (int position = 0; position < length; ++position) {
      const float* const residual = residualAt(activations, depth) + std::ptrdiff_t{position} * width;
      layerNormForward({1, width}, config.layer_norm_epsilon, residual, outer.ln_f_weight, outer.ln_f_bias,
                       normalised.data(), moments.data());
      gemvTransposed(config.vocab_size, width, normalised.data(), outer.wte, logits.data());
      addMostLikely(logits.data(), order, lens);
    }
  }
  return lens;
}

std::vector<float> attentionRollout(const Activations& activations) {
  const int length = activations.length();
  const int layers = activations.config().layers;
  const std::size_t size = static_cast<std::size_t>(length) * static_cast<std::size_t>(length);
  std::vector<float> rollout(static_cast<std::size_t>(layers) * size);
  std::vector<float> mix(size);
  mixHeads(activations, 0, rollout.data());
  for (int layer = 1; layer < layers; ++layer) {
    float* const before = rollout.data() + static_cast<std::size_t>(layer - 1) * size;
    mixHeads(activations, layer, mix.data());
    gemm(Layout::nn, length, length, length, mix.data(), length, before, length, before + size, length, false);
  }
  return rollout;
}

Attribution directLogitAttribution(const Parameters& parameters, const Activations& activations, int position,
                                   int token) {
  const TransformerConfig& config = parameters.config;
  requireInRange({"position", 0, activations.length() - 1}, position);
  requireInRange({"token", 0, config.vocab_size - 1}, token);
  const float scale = activations.moments(2 * config.layers)[2 * position + 1];
  Attribution result;
  const std::vector<float> direction = logitDirection(parameters, scale, token, result.bias);
  const Contributions contributions(parameters, activations, position, direction);
  result.embed = contributions.of(Hook::embed);
  result.pos_embed = contributions.of(Hook::pos_embed);
  for (int layer = 0; layer < config.layers; ++layer) {
    contributions.addHeads(layer, result.heads);
    result.attn_biases.push_back(contributions.of(parameters.block(layer).attn_proj_bias));
    result.mlps.push_back(config.hasMlp() ? contributions.of(Hook::mlp_out, layer) : 0);
  }
  result.logit = activations.at(Hook::logits)[std::ptrdiff_t{position} * config.vocab_size + token];
  const double sum = sumOf({result.embed, result.pos_embed, result.bias}) + sumOf(result.heads) +
                     sumOf(result.attn_biases) + sumOf(result.mlps);
  result.edits = static_cast<float>(static_cast<double>(result.logit) - sum);
  return result;
}

EveryDraw drawAtEveryPosition(const Activations& activations, double uniform) {
  const int length = activations.length(), size = activations.config().vocab_size;
  EveryDraw every{Matrix(length, size), Matrix(length, size), {}};
  Draw draw;
  for (int i = 0; i < length; ++i) {
    const float* const logits = activations.at(Hook::logits) + std::ptrdiff_t{i} * size;
    drawToken({logits, static_cast<std::size_t>(size)}, {}, uniform, draw);
    every.probabilities.row(i) = Eigen::Map<const Eigen::RowVectorXd>(draw.probabilities.data(), size);
    every.cumulative.row(i) = Eigen::Map<const Eigen::RowVectorXd>(draw.cumulative.data(), size);
    every.chosen.push_back(draw.chosen);
  }
  return every;
}

}  // namespace attention
