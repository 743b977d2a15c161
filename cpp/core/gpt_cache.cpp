#include "gpt_cache.h"

#include <cmath>
#include <cstddef>
#include <string>

#include "gemm.h"
#include "input_error.h"
#include "layer_norm.h"
#include "linear.h"
#include "vector_math.h"

namespace attention {

namespace {

std::size_t cacheNumbers(const GptConfig& config) {
  const std::int64_t numbers = std::int64_t{config.layers} * config.d_model * config.context;
  if (numbers > kMaxCacheNumbers / 2) {
    refuse("context must be shorter: keys and values of {} tokens are more than {} numbers",
           {config.context, kMaxCacheNumbers});
  }
  return static_cast<std::size_t>(numbers);
}

std::vector<float> zeros(int size) { return std::vector<float>(static_cast<std::size_t>(size)); }

}  // namespace

GptCache::GptCache(const GptParameters& parameters)
    : parameters_(parameters),
      config_(parameters.config),
      keys_(cacheNumbers(config_)),
      values_(cacheNumbers(config_)),
      resid_(zeros(config_.d_model)),
      normalized_(zeros(config_.d_model)),
      out_(zeros(config_.d_model)),
      qkv_(zeros(3 * config_.d_model)),
      z_(zeros(config_.d_model)),
      pattern_(zeros(config_.context)),
      mlp_(zeros(config_.d_mlp)),
      logits_(zeros(config_.vocab_size)) {}

std::span<const float> GptCache::append(int token) {
  if (isFull()) {
    refuse("tokens must be at most {}, the context", {config_.context});
  }
  requireInRange({"token", 0, config_.vocab_size - 1}, token);
  const int width = config_.d_model;
  const OuterTensors<const float> outer = parameters_.outer();
  const float* const embedding = outer.wte + std::ptrdiff_t{token} * width;
  const float* const position = outer.wpe + std::ptrdiff_t{length_} * width;
  for (int i = 0; i < width; ++i) resid_[static_cast<std::size_t>(i)] = embedding[i] + position[i];
  for (int layer = 0; layer < config_.layers; ++layer) {
    attend(layer);
    if (config_.hasMlp()) runMlp(layer);
  }
  normalise(outer.ln_f_weight, outer.ln_f_bias);
  gemvTransposed(config_.vocab_size, width, normalized_.data(), outer.wte, logits_.data());
  ++length_;
  return logits_;
}

void GptCache::attend(int layer) {
  const BlockTensors<const float> block = parameters_.block(layer);
  const int width = config_.d_model;
  const int size = config_.headSize();
  const int keys = length_ + 1;
  normalise(block.ln_1_weight, block.ln_1_bias);
  gemv(3 * width, width, normalized_.data(), block.c_attn_weight, block.c_attn_bias, qkv_.data());
  keep(layer);
  const float scale = 1 / std::sqrt(static_cast<float>(size));
  for (int i = 0; i < width; ++i) qkv_[static_cast<std::size_t>(i)] *= scale;
  for (int head = 0; head < config_.heads; ++head) {
    float* const pattern = pattern_.data();
    float* const z = z_.data() + head * size;
    gemm(Layout::nn, 1, keys, size, qkv_.data() + head * size, size, keysOf(layer, head), config_.context, pattern,
         keys, false);
    const float factor = 1 / sumExp(pattern, maximum(pattern, keys), pattern, keys);
    gemm(Layout::nt, 1, size, keys, pattern, keys, valuesOf(layer, head), config_.context, z, size, false);
    for (int i = 0; i < size; ++i) z[i] *= factor;
  }
  gemv(width, width, z_.data(), block.attn_proj_weight, block.attn_proj_bias, out_.data());
  addTo(resid_.data(), out_.data(), width);
}

void GptCache::runMlp(int layer) {
  const BlockTensors<const float> block = parameters_.block(layer);
  const int width = config_.d_model;
  normalise(block.ln_2_weight, block.ln_2_bias);
  gemv(config_.d_mlp, width, normalized_.data(), block.c_fc_weight, block.c_fc_bias, mlp_.data());
  gelu(mlp_.data(), mlp_.data(), config_.d_mlp);
  gemv(width, config_.d_mlp, mlp_.data(), block.mlp_proj_weight, block.mlp_proj_bias, out_.data());
  addTo(resid_.data(), out_.data(), width);
}

void GptCache::normalise(const float* weight, const float* bias) {
  float moments[2];
  layerNormForward({1, config_.d_model}, config_.layer_norm_epsilon, resid_.data(), weight, bias, normalized_.data(),
                   moments);
}

/// The position's keys and values go to where they lie for later.
void GptCache::keep(int layer) {
  const int width = config_.d_model;
  float* const keys = keysOf(layer, 0) + length_;
  float* const values = valuesOf(layer, 0) + length_;
  const float* const computed = qkv_.data() + width;
  for (int i = 0; i < width; ++i) {
    keys[std::ptrdiff_t{i} * config_.context] = computed[i];
    values[std::ptrdiff_t{i} * config_.context] = computed[width + i];
  }
}

float* GptCache::keysOf(int layer, int head) {
  return keys_.data() + (std::ptrdiff_t{layer} * config_.heads + head) * config_.headSize() * config_.context;
}

float* GptCache::valuesOf(int layer, int head) { return values_.data() + (keysOf(layer, head) - keys_.data()); }

}  // namespace attention
