#include "models.h"

#include <utility>

#include "base/input_error.h"

namespace attention {

int Models::add(std::shared_ptr<const Tokenizer> tokenizer, Parameters parameters) {
  auto model = std::make_unique<OpenModel>();
  model->tokenizer = std::move(tokenizer);
  model->parameters = std::move(parameters);
  models_.emplace(++last_, std::move(model));
  return last_;
}

int Models::add(std::unique_ptr<ModelToOpen> model) {
  to_open_.emplace(++last_, std::move(model));
  return last_;
}

ModelToOpen& Models::toOpen(std::int64_t number) {
  const auto found = to_open_.find(number);
  if (found == to_open_.end()) refuse("model", "{} is not being opened", {number});
  return *found->second;
}

void Models::finishOpening(std::int64_t number) {
  ModelToOpen& to_open = toOpen(number);
  auto model = std::make_unique<OpenModel>();
  model->tokenizer = to_open.tokenizer;
  model->end_tokens = to_open.end_tokens;
  model->parameters = to_open.reader.finish();
  model->passed_over = to_open.reader.passedOver();
  models_.emplace(number, std::move(model));
  to_open_.erase(number);
}

OpenModel& Models::at(std::int64_t number) {
  const auto found = models_.find(number);
  if (found == models_.end()) refuse("model", "{} is not open", {number});
  return *found->second;
}

void Models::close(std::int64_t number) {
  if (to_open_.erase(number) > 0) return;
  at(number);
  models_.erase(number);
}

}  // namespace attention
