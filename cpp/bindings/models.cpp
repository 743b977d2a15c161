#include "models.h"

#include <string>
#include <utility>

#include "input_error.h"

namespace attention {

int Models::add(std::shared_ptr<const Tokenizer> tokenizer, GptParameters parameters) {
  if (tokenizer->size() > parameters.config.vocab_size) {
    throw InputError("tokenizer.json must have at most as many tokens as config.json's vocab_size, " +
                     std::to_string(parameters.config.vocab_size) + ", not " + std::to_string(tokenizer->size()));
  }
  auto model = std::make_unique<OpenModel>();
  model->tokenizer = std::move(tokenizer);
  model->parameters = std::move(parameters);
  models_.emplace(++last_, std::move(model));
  return last_;
}

OpenModel& Models::at(std::int64_t number) {
  const auto found = models_.find(number);
  if (found == models_.end()) throw InputError("model " + std::to_string(number) + " is not open");
  return *found->second;
}

void Models::close(std::int64_t number) {
  at(number);
  models_.erase(number);
}

}  // namespace attention
