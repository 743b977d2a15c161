#include "transformer/parameters.h"

#include <cmath>
#include <utility>

#include "math/numpy_random.h"

namespace attention {

namespace {

constexpr float kInitialDeviation = 0.02f;

// parameterTable and the views walk the array in the same order.

class TableWriter {
 public:
  void add(std::string name, std::vector<int> shape) {
    std::size_t size = 1;
    for (const int extent : shape) size *= static_cast<std::size_t>(extent);
    const bool is_decayed = shape.size() > 1;
    table_.push_back({std::move(name), std::move(shape), offset_, size, is_decayed});
    offset_ += size;
  }
  void addPair(const std::string& name, std::vector<int> weight_shape) {
    const int width = weight_shape.back();
    add(name + ".weight", std::move(weight_shape));
    add(name + ".bias", {width});
  }
  std::vector<ParameterInfo> take() { return std::move(table_); }

 private:
  std::vector<ParameterInfo> table_;
  std::size_t offset_ = 0;
};

template <class Float>
Float* advance(Float*& next, std::int64_t size) {
  Float* const here = next;
  next += size;
  return here;
}

std::int64_t embeddingSize(const TransformerConfig& config) {
  return (std::int64_t{config.vocab_size} + config.context) * config.d_model;
}

std::int64_t blockSize(const TransformerConfig& config) {
  return (parameterCount(config) - embeddingSize(config) - 2 * config.d_model) / config.layers;
}

/// Two independent normal draws at a time, by the polar method, which needs neither sine nor cosine.
/// Source: G. Marsaglia, T. A. Bray 1964, "A convenient method for generating normal variables".
class NormalDraws {
 public:
  explicit NormalDraws(std::int64_t seed) : random_(seed) {}

  float next() {
    if (std::exchange(has_spare_, !has_spare_)) return spare_;
    float x = 0;
    float square = 0;
    do {  // a point in the unit circle
      x = coordinate();
      spare_ = coordinate();
      square = x * x + spare_ * spare_;
    } while (square >= 1 || square == 0);
    const float factor = std::sqrt(-2 * std::log(square) / square);
    spare_ *= factor;
    return x * factor;
  }

 private:
  float coordinate() { return static_cast<float>(2 * random_.uniform() - 1); }

  NumpyRandom random_;
  float spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace

std::vector<ParameterInfo> parameterTable(const TransformerConfig& config) {
  const int c = config.d_model;
  TableWriter table;
  table.add("wte.weight", {config.vocab_size, c});
  table.add("wpe.weight", {config.context, c});
  for (int layer = 0; layer < config.layers; ++layer) {
    const std::string block = "h." + std::to_string(layer) + ".";
    table.addPair(block + "ln_1", {c});
    table.addPair(block + "attn.c_attn", {c, 3 * c});
    table.addPair(block + "attn.c_proj", {c, c});
    if (!config.hasMlp()) continue;
    table.addPair(block + "ln_2", {c});
    table.addPair(block + "mlp.c_fc", {c, config.d_mlp});
    table.addPair(block + "mlp.c_proj", {config.d_mlp, c});
  }
  table.addPair("ln_f", {c});
  return table.take();
}

template <class Float>
OuterTensors<Float> outerTensors(const TransformerConfig& config, Float* data) {
  const std::int64_t c = config.d_model;
  OuterTensors<Float> tensors;
  tensors.wte = advance(data, config.vocab_size * c);
  tensors.wpe = advance(data, config.context * c);
  data += config.layers * blockSize(config);
  tensors.ln_f_weight = advance(data, c);
  tensors.ln_f_bias = advance(data, c);
  return tensors;
}

template <class Float>
BlockTensors<Float> blockTensors(const TransformerConfig& config, Float* data, int layer) {
  const std::int64_t c = config.d_model;
  const std::int64_t f = config.d_mlp;
  data += embeddingSize(config) + layer * blockSize(config);
  BlockTensors<Float> tensors{};
  tensors.ln_1_weight = advance(data, c);
  tensors.ln_1_bias = advance(data, c);
  tensors.c_attn_weight = advance(data, c * 3 * c);
  tensors.c_attn_bias = advance(data, 3 * c);
  tensors.attn_proj_weight = advance(data, c * c);
  tensors.attn_proj_bias = advance(data, c);
  if (!config.hasMlp()) return tensors;
  tensors.ln_2_weight = advance(data, c);
  tensors.ln_2_bias = advance(data, c);
  tensors.c_fc_weight = advance(data, c * f);
  tensors.c_fc_bias = advance(data, f);
  tensors.mlp_proj_weight = advance(data, f * c);
  tensors.mlp_proj_bias = advance(data, c);
  return tensors;
}

template OuterTensors<float> outerTensors(const TransformerConfig&, float*);
template OuterTensors<const float> outerTensors(const TransformerConfig&, const float*);
template BlockTensors<float> blockTensors(const TransformerConfig&, float*, int);
template BlockTensors<const float> blockTensors(const TransformerConfig&, const float*, int);

Parameters initialParameters(const TransformerConfig& config, std::int64_t seed) {
  requireValid(config);
  NormalDraws draws(seed);
  Parameters parameters{config, std::vector<float>(static_cast<std::size_t>(parameterCount(config)))};
  const int projections = config.layers * (config.hasMlp() ? 2 : 1);
  const float projection_deviation = kInitialDeviation / std::sqrt(static_cast<float>(projections));
  for (const ParameterInfo& info : parameterTable(config)) {
    float* const tensor = parameters.data.data() + info.offset;
    const bool is_projection = info.name.ends_with("c_proj.weight");
    const float deviation = is_projection ? projection_deviation : kInitialDeviation;
    const float constant = info.name.ends_with(".weight") ? 1 : 0;
    for (std::size_t i = 0; i < info.size; ++i) {
      tensor[i] = info.is_decayed ? deviation * draws.next() : constant;
    }
  }
  return parameters;
}

}  // namespace attention
