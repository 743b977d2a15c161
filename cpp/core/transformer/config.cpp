#include "transformer/config.h"

#include <cmath>
#include <limits>

#include "base/decimal.h"
#include "transformer/parameters.h"

namespace attention {

namespace {

constexpr float kLargest = std::numeric_limits<float>::max();

void requireFinite(const char* name, float number, float minimum) {
  if (number >= minimum && number <= kLargest) return;
  refuse(name, "must be a finite number, at least {}, not {}",
         {static_cast<double>(minimum), static_cast<double>(number)});
}

void requireHeads(const TransformerConfig& config) {
  requireInRange(kTransformerRanges.head_size, config.head_size);
  requireInRange({"key_value_heads", 0, config.heads}, config.key_value_heads);
  if (config.heads % config.keyValueHeads() != 0) {
    refuse("heads", "must be a multiple of the {} key_value_heads, not {}", {config.key_value_heads, config.heads});
  }
  requireInRange(kTransformerRanges.window, config.window);
}

void requireRotary(const TransformerConfig& config) {
  const int size = config.headSize();
  if (!config.isRotary()) {
    if (config.norms_heads) refuse("norms_heads", "must be false where positions are not rotary");
    return;
  }
  if (config.rotary.size < 0 || rotarySize(config) > size || rotarySize(config) % 2 != 0) {
    refuse("rotary size", "must be an even number, at most the {} of a head, not {}", {size, rotarySize(config)});
  }
  const RotaryScaling& scaling = config.rotary.scaling;
  requireFinite("rotary base", config.rotary.base, 1);
  requireFinite("rotary scaling factor", scaling.factor, 1);
  requireFinite("rotary scaling low", scaling.low, 0);
  requireFinite("rotary scaling high", scaling.high, scaling.low);
  requireInRange({"rotary scaling original_context", 1, kTransformerRanges.window.maximum}, scaling.original_context);
}

}  // namespace

float scoreScale(const TransformerConfig& config, int layer) {
  const float scale = config.scales_scores ? 1 / std::sqrt(static_cast<float>(config.headSize())) : 1;
  return config.scales_scores_by_layer ? scale / static_cast<float>(layer + 1) : scale;
}

int rotarySize(const TransformerConfig& config) {
  if (!config.isRotary()) return 0;
  return config.rotary.size > 0 ? config.rotary.size : config.headSize();
}

int sizeOf(const TransformerConfig& config, Extent extent) {
  switch (extent) {
    case Extent::context:
      return config.context;
    case Extent::vocabulary:
      return config.vocab_size;
    case Extent::model:
      return config.d_model;
    case Extent::mlp:
      return config.d_mlp;
    case Extent::queries:
      return kEveryModel ? config.heads * config.headSize() : config.d_model;
    case Extent::keys:
      return kEveryModel ? config.keyValueHeads() * config.headSize() : config.d_model;
    case Extent::head:
      return config.headSize();
    case Extent::query_heads:
      return config.heads;
    case Extent::key_heads:
      return config.keyValueHeads();
    case Extent::one:
      break;
  }
  return 1;
}

void requireValid(const TransformerConfig& config) {
  requireInRange(kTransformerRanges.layers, config.layers);
  requireInRange(kTransformerRanges.heads, config.heads);
  requireInRange(kTransformerRanges.d_model, config.d_model);
  requireInRange(kTransformerRanges.d_mlp, config.d_mlp);
  requireInRange(kTransformerRanges.context, config.context);
  requireInRange(kTransformerRanges.vocab_size, config.vocab_size);
  if ((!kEveryModel || config.head_size == 0) && config.d_model % config.heads != 0) {
    refuse("d_model", "must be a multiple of the {} heads, not {}", {config.heads, config.d_model});
  }
  if (!(config.layer_norm_epsilon > 0 && config.layer_norm_epsilon <= 1)) {
    refuse("layer_norm_epsilon", "must be a number above 0 and at most 1, not {}",
           {fixed(static_cast<double>(config.layer_norm_epsilon), 6)});
  }
  if (kEveryModel) {
    requireHeads(config);
    requireRotary(config);
    if (!(std::abs(config.embedding_scale) > 0)) {
      refuse("embedding_scale", "must not be {}", {static_cast<double>(config.embedding_scale)});
    }
  }
  if (parameterCount(config) > kMaxParameters) {
    refuse("layers, d_model, d_mlp, context and vocab_size", "must give at most {} parameters, not {}",
           {kMaxParameters, parameterCount(config)});
  }
}

void requireHead(const TransformerConfig& config, int layer, int head) {
  requireInRange({"layer", 0, config.layers - 1}, layer);
  requireInRange({"head", 0, config.heads - 1}, head);
}

}  // namespace attention
