#include "transformer/config.h"

#include <cmath>

#include "base/decimal.h"
#include "transformer/parameters.h"

namespace attention {

namespace {

void requireComputed(const TransformerConfig& config) {
  if (config.norm != Norm::layer) refuse("norm", "must be a layer norm: others are not computed yet");
  if (config.positions != Positions::learned) refuse("positions", "must be learned: others are not computed yet");
  if (config.mlp != Mlp::plain) refuse("mlp", "must be plain: a gated one is not computed yet");
  if (config.key_value_heads != 0 && config.key_value_heads != config.heads) {
    refuse("key_value_heads", "must be as many as the {} heads, not {}: fewer are not computed yet",
           {config.heads, config.key_value_heads});
  }
}

}  // namespace

float scoreScale(const TransformerConfig& config, int layer) {
  const float scale = config.scales_scores ? 1 / std::sqrt(static_cast<float>(config.headSize())) : 1;
  return config.scales_scores_by_layer ? scale / static_cast<float>(layer + 1) : scale;
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
  if (config.d_model % config.heads != 0) {
    refuse("d_model", "must be a multiple of the {} heads, not {}", {config.heads, config.d_model});
  }
  if (!(config.layer_norm_epsilon > 0 && config.layer_norm_epsilon <= 1)) {
    refuse("layer_norm_epsilon", "must be a number above 0 and at most 1, not {}",
           {fixed(static_cast<double>(config.layer_norm_epsilon), 6)});
  }
  requireComputed(config);
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
