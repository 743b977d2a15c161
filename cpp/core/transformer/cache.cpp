#include "transformer/cache.h"

#include <algorithm>

#include "base/input_error.h"
#include "transformer/forward.h"

namespace attention {

KvCache::KvCache(const Parameters& parameters) : parameters_(parameters), tensors_(parameters.tensors()) {
  const TransformerConfig& config = parameters.config;
  if (std::int64_t{2} * config.layers * sizeOf(config, Extent::keys) * config.context > kMaxCacheNumbers) {
    refuse("context", "must be shorter: keys and values of {} tokens are more than {} numbers",
           {config.context, kMaxCacheNumbers});
  }
  activations_.prepare(config, 1, Activations::Keep::cached);
}

std::span<const float> KvCache::append(std::span<const int> tokens) {
  const TransformerConfig& config = parameters_.config;
  const auto room = static_cast<std::size_t>(config.context - length_);
  if (tokens.empty() || tokens.size() > room) {
    refuse("tokens", "must be 1 to {}, what is left of the context, not {}", {room, tokens.size()});
  }
  for (const int token : tokens) requireInRange({"token", 0, config.vocab_size - 1}, token);
  if (length_ == 0) tensors_ = parameters_.tensors();
  for (std::size_t done = 0; done < tokens.size();) {
    const auto some = tokens.subspan(done, std::min<std::size_t>(kMaxRows, tokens.size() - done));
    activations_.follow(length_, static_cast<int>(some.size()));
    forwardToHead(tensors_, some, {}, activations_);
    length_ += static_cast<int>(some.size());
    done += some.size();
  }
  const ConstView last = activations_.view(Hook::ln_final_out).rowsFrom(activations_.length() - 1, 1);
  const View logits(activations_.view(Hook::logits).data, 1, config.vocab_size);
  predictLogits(tensors_, last, logits);
  return {logits.data, static_cast<std::size_t>(logits.columns)};
}

}  // namespace attention
