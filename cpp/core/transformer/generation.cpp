#include "transformer/generation.h"

#include <algorithm>

namespace attention {

namespace {

GenerateOptions checked(const GenerateOptions& options) {
  requireValid(options.sampling);
  requireInRange(kMaxTokensRange, options.max_tokens);
  return options;
}

/// The last tokens of the prompt that fit into the context.
std::vector<int> windowOf(std::span<const int> prompt, const TransformerConfig& config) {
  if (prompt.empty()) refuse("prompt", "must have at least one token, not none");
  for (const int token : prompt) requireInRange({"prompt", 0, config.vocab_size - 1}, token);
  const auto context = static_cast<std::size_t>(config.context);
  std::vector<int> window;
  window.reserve(context);
  window.assign(prompt.end() - static_cast<std::ptrdiff_t>(std::min(prompt.size(), context)), prompt.end());
  return window;
}

}  // namespace

Generation::Generation(const Parameters& parameters, std::span<const int> prompt, const GenerateOptions& options)
    : parameters_(parameters),
      options_(checked(options)),
      random_(options.seed),
      window_(windowOf(prompt, parameters.config)),
      cache_(parameters) {}

GeneratedToken Generation::next() {
  drawToken(nextLogits(), options_.sampling, random_.uniform(), draw_);
  append(draw_.chosen);
  ++drawn_;
  is_ended_ =
      std::find(options_.end_tokens.begin(), options_.end_tokens.end(), draw_.chosen) != options_.end_tokens.end();
  return {draw_.chosen, draw_.probabilities[static_cast<std::size_t>(draw_.chosen)], draw_.draw};
}

std::span<const float> Generation::nextLogits() {
  return cache_.append(std::span<const int>(window_).subspan(static_cast<std::size_t>(cache_.length())));
}

void Generation::append(int token) {
  if (window_.size() == static_cast<std::size_t>(parameters_.config.context)) {
    window_.erase(window_.begin());
    cache_.clear();
  }
  window_.push_back(token);
}

Generated generate(const Parameters& parameters, std::span<const int> prompt, const GenerateOptions& options) {
  Generation generation(parameters, prompt, options);
  Generated generated;
  while (!generation.isDone()) {
    const GeneratedToken token = generation.next();
    generated.ids.push_back(token.id);
    generated.probabilities.push_back(token.probability);
    generated.draws.push_back(token.draw);
  }
  return generated;
}

}  // namespace attention
