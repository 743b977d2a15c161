#include "transformer/readouts.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "base/input_error.h"
#include "math/gemm.h"
#include "math/vector_math.h"
#include "transformer/forward.h"
#include "transformer/norms.h"
#include "transformer/sampling.h"

namespace attention {

namespace {

// ---- logit lens ----

/// The residual stream before block `depth`; for depth L, after the last.
ConstView residualAt(const Activations& activations, int depth) {
  return depth == 0 ? activations.view(Hook::resid_pre, 0) : activations.view(Hook::resid_post, depth - 1);
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

/// mix [T, T] = ½ · the mean of the heads' patterns + ½ · what stays, each row's sum 1.
void mixHeads(const Activations& activations, int layer, View mix) {
  const int heads = activations.config().heads;
  const ConstView pattern = activations.view(Hook::pattern, layer);
  for (int query = 0; query < mix.rows; ++query) {
    float* const row = mix.row(query);
    for (int key = 0; key < mix.columns; ++key) {
      float sum = 0;
      for (int head = 0; head < heads; ++head) sum += pattern.row(head * mix.rows + query)[key];
      row[key] = sum / static_cast<float>(heads);
    }
    row[query] += 1;
    const float total = std::accumulate(row, row + mix.columns, 0.0f);
    for (int key = 0; key < mix.columns; ++key) row[key] /= total;
  }
}

// ---- direct logit attribution ----

/// direction [C] and `bias` such that a logit is the residual stream · direction + bias, with the final layer norm's
/// scale as it is: the mean that a layer norm takes is taken from the direction instead of from the stream.
std::vector<float> logitDirection(const Parameters& parameters, float scale, int token, float& bias) {
  const int width = parameters.config.d_model;
  const Tensors<const float> tensors = parameters.tensors();
  const float* const embedding = tensors.head().row(token);
  const float* const weight = tensors.vector(Weight::ln_f_weight);
  const float* const norm_bias = tensors.vector(Weight::ln_f_bias);
  std::vector<float> direction(static_cast<std::size_t>(width));
  for (std::size_t i = 0; i < direction.size(); ++i) direction[i] = weight[i] * embedding[i] / scale;
  bias = norm_bias ? dot(norm_bias, embedding, width) : 0;
  if (parameters.config.hasHeadBias()) bias += tensors.vector(Weight::head_bias)[token];
  if (parameters.config.isRms()) return direction;
  const float mean = std::accumulate(direction.begin(), direction.end(), 0.0f) / static_cast<float>(width);
  for (float& number : direction) number -= mean;
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
    const int size = parameters_.config.headSize();
    const ConstView projection = parameters_.tensors().view(Weight::w_o, layer);
    std::vector<float> read(
        static_cast<std::size_t>(projection.rows));  // what the direction makes of each number of hook_z
    for (int i = 0; i < projection.rows; ++i) read[static_cast<std::size_t>(i)] = of(projection.row(i));
    for (int begin = 0; begin < projection.rows; begin += size) {
      heads.push_back(dot(at(Hook::z, layer) + begin, read.data() + begin, size));
    }
  }

 private:
  const float* at(Hook hook, int layer) const { return activations_.view(hook, layer).row(position_); }

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
  const Tensors<const float> tensors = parameters.tensors();
  std::vector<float> scale(1), normalized(static_cast<std::size_t>(config.d_model)), out(normalized.size());
  std::vector<float> logits(static_cast<std::size_t>(config.vocab_size));
  const auto row = [](std::vector<float>& numbers) {
    return View(numbers.data(), 1, static_cast<int>(numbers.size()));
  };
  std::vector<int> order(logits.size());
  Lens lens{{}, {}, config.layers + 1, length, top};
  for (int depth = 0; depth <= config.layers; ++depth) {
    for (int position = 0; position < length; ++position) {
      const ConstView residual = residualAt(activations, depth).rowsFrom(position, 1);
      normForward(config.isRms(), residual, config.layer_norm_epsilon, tensors.vector(Weight::ln_f_weight),
                  tensors.vector(Weight::ln_f_bias), row(scale), row(normalized), row(out));
      predictLogits(tensors, row(out), row(logits));
      addMostLikely(logits.data(), order, lens);
    }
  }
  return lens;
}

std::vector<float> attentionRollout(const Activations& activations) {
  const int length = activations.length();
  const int layers = activations.config().layers;
  const std::size_t size = static_cast<std::size_t>(length) * static_cast<std::size_t>(length);
  std::vector<float> rollout(static_cast<std::size_t>(layers) * size), mix(size);
  const View all(rollout.data(), layers * length, length), one(mix.data(), length, length);
  mixHeads(activations, 0, all.rowsFrom(0, length));
  for (int layer = 1; layer < layers; ++layer) {
    mixHeads(activations, layer, one);
    gemm(Layout::nn, one, all.rowsFrom((layer - 1) * length, length), all.rowsFrom(layer * length, length), false);
  }
  return rollout;
}

Attribution directLogitAttribution(const Parameters& parameters, const Activations& activations, int position,
                                   int token) {
  const TransformerConfig& config = parameters.config;
  requireInRange({"position", 0, activations.length() - 1}, position);
  requireInRange({"token", 0, config.vocab_size - 1}, token);
  const float scale = *activations.view(Hook::ln_final_scale).row(position);
  Attribution result;
  const std::vector<float> direction = logitDirection(parameters, scale, token, result.bias);
  const Contributions contributions(parameters, activations, position, direction);
  result.embed = contributions.of(Hook::embed);
  if (config.hasLearnedPositions()) result.pos_embed = contributions.of(Hook::pos_embed);
  for (int layer = 0; layer < config.layers; ++layer) {
    contributions.addHeads(layer, result.heads);
    const float* const bias = parameters.tensors().vector(Weight::b_o, layer);
    result.attn_biases.push_back(bias ? contributions.of(bias) : 0);
    result.mlps.push_back(config.hasMlp() ? contributions.of(Hook::mlp_out, layer) : 0);
  }
  result.logit = activations.view(Hook::logits).row(position)[token];
  const double sum = sumOf({result.embed, result.pos_embed, result.bias}) + sumOf(result.heads) +
                     sumOf(result.attn_biases) + sumOf(result.mlps);
  result.edits = static_cast<float>(static_cast<double>(result.logit) - sum);
  return result;
}

EveryDraw drawAtEveryPosition(const Activations& activations, const SamplingOptions& options, double uniform) {
  const int length = activations.length(), size = activations.config().vocab_size;
  EveryDraw every{Matrix(length, size), Matrix(length, size), {}};
  Draw draw;
  for (int i = 0; i < length; ++i) {
    const float* const logits = activations.view(Hook::logits).row(i);
    drawToken({logits, static_cast<std::size_t>(size)}, options, uniform, draw);
    every.probabilities.row(i) = Eigen::Map<const Eigen::RowVectorXd>(draw.probabilities.data(), size);
    every.cumulative.row(i) = Eigen::Map<const Eigen::RowVectorXd>(draw.cumulative.data(), size);
    every.chosen.push_back(draw.chosen);
  }
  return every;
}

}  // namespace attention
