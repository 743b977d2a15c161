#include "transformer/config.h"

#include "base/decimal.h"

namespace attention {

void requireValid(const TransformerConfig& config) {
  requireInRange(kTransformerRanges.layers, config.layers);
  requireInRange(kTransformerRanges.heads, config.heads);
  requireInRange(kTransformerRanges.d_model, config.d_model);
  requireInRange(kTransformerRanges.d_mlp, config.d_mlp);
  requireInRange(kTransformerRanges.context, config.context);
  requireInRange(kTransformerRanges.vocab_size, config.vocab_size);
  if (config.d_model % config.heads != 0) {
    refuse("d_model must be a multiple of the {} heads, not {}", {config.heads, config.d_model});
  }
  if (!(config.layer_norm_epsilon > 0 && config.layer_norm_epsilon <= 1)) {
    refuse("layer_norm_epsilon must be a number above 0 and at most 1, not {}",
           {fixed(static_cast<double>(config.layer_norm_epsilon), 6)});
  }
  if (parameterCount(config) > kMaxParameters) {
    refuse("layers, d_model, d_mlp, context and vocab_size must give at most {} parameters, not {}",
           {kMaxParameters, parameterCount(config)});
  }
}

std::int64_t parameterCount(const TransformerConfig& config) {
  const std::int64_t c = config.d_model;
  const std::int64_t f = config.d_mlp;
  const std::int64_t norm = 2 * c;
  const std::int64_t attention = c * 3 * c + 3 * c + c * c + c;
  const std::int64_t mlp = config.hasMlp() ? norm + c * f + f + f * c + c : 0;
  return (std::int64_t{config.vocab_size} + config.context) * c + config.layers * (norm + attention + mlp) + norm;
}

}  // namespace attention
