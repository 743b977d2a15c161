#include "models.h"

#include <utility>

#include "base/input_error.h"

namespace attention {

int Models::add(std::shared_ptr<const Tokenizer> tokenizer, Parameters parameters) {
  if (tokenizer->size() > parameters.config.vocab_size) {
    refuse("tokenizer.json must have at most as many tokens as config.json's vocab_size, {}, not {}",
           {parameters.config.vocab_size, tokenizer->size()});
  }
  auto model = std::make_unique<OpenModel>();
  model->tokenizer = std::move(tokenizer);
  model->parameters = std::move(parameters);
  models_.emplace(++last_, std::move(model));
  return last_;
}

OpenModel& Models::at(std::int64_t number) {
  const auto found = models_.find(number);
  if (found == models_.end()) refuse("model {} is not open", {number});
  return *found->second;
}

void Models::close(std::int64_t number) {
  at(number);
  models_.erase(number);
}

}  // namespace attention
