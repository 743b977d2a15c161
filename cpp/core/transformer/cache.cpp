#include "transformer/cache.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "base/input_error.h"
#include "math/gemm.h"
#include "math/layer_norm.h"
#include "math/linear.h"
#include "math/vector_math.h"

namespace attention {

namespace {

std::size_t cacheNumbers(const TransformerConfig& config) {
  const std::int64_t numbers = std::int64_t{config.layers} * config.d_model * config.context;
  if (numbers > kMaxCacheNumbers / 2) {
    refuse("context must be shorter: keys and values of {} tokens are more than {} numbers",
           {config.context, kMaxCacheNumbers});
  }
  return static_cast<std::size_t>(numbers);
}

int rowsOf(const TransformerConfig& config) { return std::min(config.context, kMostRows); }

std::vector<float> zeros(int rows, int width) {
  return std::vector<float>(static_cast<std::size_t>(rows) * static_cast<std::size_t>(width));
}

/// y [rows, out] = x [rows, in] · weight [in, out] + bias [out]
void project(const LinearSizes& sizes, const float* x, const float* weight, const float* bias, float* y) {
  if (sizes.rows == 1) {
    gemv(sizes.out, sizes.in, x, weight, bias, y);
  } else {
    linearForward(sizes, x, weight, bias, y);
  }
}

}  // namespace

KvCache::KvCache(const Parameters& parameters)
    : parameters_(parameters),
      config_(parameters.config),
      keys_(cacheNumbers(config_)),
      values_(cacheNumbers(config_)),
      resid_(zeros(rowsOf(config_), config_.d_model)),
      normalized_(zeros(rowsOf(config_), config_.d_model)),
      out_(zeros(rowsOf(config_), config_.d_model)),
      moments_(zeros(rowsOf(config_), 2)),
      qkv_(zeros(rowsOf(config_), 3 * config_.d_model)),
      z_(zeros(rowsOf(config_), config_.d_model)),
      pattern_(zeros(rowsOf(config_), config_.context)),
      mlp_(zeros(rowsOf(config_), config_.d_mlp)),
      logits_(zeros(1, config_.vocab_size)) {}

std::span<const float> KvCache::append(std::span<const int> tokens) {
  const auto room = static_cast<std::size_t>(config_.context - length_);
  if (tokens.empty() || tokens.size() > room) {
    refuse("tokens must be 1 to {}, what is left of the context, not {}", {room, tokens.size()});
  }
  for (const int token : tokens) requireInRange({"token", 0, config_.vocab_size - 1}, token);
  const auto most = static_cast<std::size_t>(rowsOf(config_));
  std::size_t rows = 0;
  for (std::size_t done = 0; done < tokens.size(); done += rows) {
    rows = std::min(most, tokens.size() - done);
    appendRows(tokens.subspan(done, rows));
  }
  const int width = config_.d_model;
  const float* const last = normalized_.data() + (rows - 1) * static_cast<std::size_t>(width);
  gemvTransposed(config_.vocab_size, width, last, parameters_.wte(), logits_.data());
  return logits_;
}

void KvCache::appendRows(std::span<const int> tokens) {
  const auto rows = static_cast<int>(tokens.size());
  const int width = config_.d_model;
  const OuterTensors<const float> outer = parameters_.outer();
  float* row = resid_.data();
  const float* position = outer.wpe + std::ptrdiff_t{length_} * width;
  for (const int token : tokens) {
    const float* const embedding = outer.wte + std::ptrdiff_t{token} * width;
    for (int i = 0; i < width; ++i) row[i] = embedding[i] + position[i];
    row += width;
    position += width;
  }
  for (int layer = 0; layer < config_.layers; ++layer) {
    attend(layer, rows);
    if (config_.hasMlp()) runMlp(layer, rows);
  }
  normalise(rows, outer.ln_f_weight, outer.ln_f_bias);
  length_ += rows;
}

void KvCache::attend(int layer, int rows) {
  const BlockTensors<const float> block = parameters_.block(layer);
  const int width = config_.d_model;
  const int size = config_.headSize();
  const int keys = length_ + rows;
  normalise(rows, block.ln_1_weight, block.ln_1_bias);
  project({rows, width, 3 * width}, normalized_.data(), block.c_attn_weight, block.c_attn_bias, qkv_.data());
  keep(layer, rows);
  const float scale = 1 / std::sqrt(static_cast<float>(size));
  for (int head = 0; head < config_.heads; ++head) {
    float* const queries = qkv_.data() + head * size;
    for (int row = 0; row < rows; ++row) {
      for (int i = 0; i < size; ++i) queries[std::ptrdiff_t{row} * 3 * width + i] *= scale;
    }
    gemm(Layout::nn, rows, keys, size, queries, 3 * width, keysOf(layer, head), config_.context, pattern_.data(), keys,
         false);
    for (int row = 0; row < rows; ++row) {
      float* const pattern = pattern_.data() + std::ptrdiff_t{row} * keys;
      const int seen = length_ + row + 1;
      const float factor = 1 / sumExp(pattern, maximum(pattern, seen), pattern, seen);
      for (int i = 0; i < seen; ++i) pattern[i] *= factor;
      std::fill(pattern + seen, pattern + keys, 0.0F);
    }
    gemm(Layout::nt, rows, size, keys, pattern_.data(), keys, valuesOf(layer, head), config_.context,
         z_.data() + head * size, width, false);
  }
  project({rows, width, width}, z_.data(), block.attn_proj_weight, block.attn_proj_bias, out_.data());
  addTo(resid_.data(), out_.data(), rows * width);
}

void KvCache::runMlp(int layer, int rows) {
  const BlockTensors<const float> block = parameters_.block(layer);
  const int width = config_.d_model;
  normalise(rows, block.ln_2_weight, block.ln_2_bias);
  project({rows, width, config_.d_mlp}, normalized_.data(), block.c_fc_weight, block.c_fc_bias, mlp_.data());
  gelu(mlp_.data(), mlp_.data(), rows * config_.d_mlp);
  project({rows, config_.d_mlp, width}, mlp_.data(), block.mlp_proj_weight, block.mlp_proj_bias, out_.data());
  addTo(resid_.data(), out_.data(), rows * width);
}

void KvCache::normalise(int rows, const float* weight, const float* bias) {
  layerNormForward({rows, config_.d_model}, config_.layer_norm_epsilon, resid_.data(), weight, bias, normalized_.data(),
                   moments_.data());
}

/// The positions' keys and values go to where they lie for later.
void KvCache::keep(int layer, int rows) {
  const int width = config_.d_model;
  float* const keys = keysOf(layer, 0) + length_;
  float* const values = valuesOf(layer, 0) + length_;
  for (int row = 0; row < rows; ++row) {
    const float* const computed = qkv_.data() + (std::ptrdiff_t{row} * 3 + 1) * width;
    for (int i = 0; i < width; ++i) {
      keys[std::ptrdiff_t{i} * config_.context + row] = computed[i];
      values[std::ptrdiff_t{i} * config_.context + row] = computed[width + i];
    }
  }
}

float* KvCache::keysOf(int layer, int head) {
  return keys_.data() + (std::ptrdiff_t{layer} * config_.heads + head) * config_.headSize() * config_.context;
}

float* KvCache::valuesOf(int layer, int head) { return values_.data() + (keysOf(layer, head) - keys_.data()); }

}  // namespace attention
