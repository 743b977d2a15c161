// The transformers that JavaScript holds, by number: what a page trains or opens lives here between its calls.
#pragma once

#include <map>
#include <memory>

#include "checkpoint/checkpoint.h"
#include "text/tokenizer.h"
#include "training/training.h"
#include "transformer/activations.h"
#include "transformer/generation.h"
#include "transformer/parameters.h"

namespace attention {

struct OpenModel {
  std::shared_ptr<const Tokenizer> tokenizer;
  Parameters parameters;
  std::unique_ptr<Training> training;      // of these parameters; null before the first
  std::unique_ptr<Generation> generation;  // with these parameters; null before the first
  std::vector<int> end_tokens;             // at which a text ends; as its files say
  std::vector<std::string> passed_over;    // tensors of its files that are no part of it
  Activations activations, gradients;      // room to work in, used again
};

/// A model whose weights are still to come.
struct ModelToOpen {
  std::shared_ptr<const Tokenizer> tokenizer;
  std::vector<int> end_tokens;
  CheckpointReader reader;
};

class Models {
 public:
  /// Takes a model in and returns its number, which no other model ever has.
  int add(std::shared_ptr<const Tokenizer> tokenizer, Parameters parameters);

  /// The same for one that is to be opened: its number is then that of the model.
  int add(std::unique_ptr<ModelToOpen> model);
  /// Throws InputError if there is no such model, or its weights are all there.
  ModelToOpen& toOpen(std::int64_t number);
  /// It becomes a model. Throws InputError if its weights are not all there, or not what they should be.
  void finishOpening(std::int64_t number);

  /// Throws InputError if there is no such model.
  OpenModel& at(std::int64_t number);

  /// The same; frees it.
  void close(std::int64_t number);

 private:
  std::map<std::int64_t, std::unique_ptr<OpenModel>> models_;
  std::map<std::int64_t, std::unique_ptr<ModelToOpen>> to_open_;
  int last_ = 0;
};

}  // namespace attention
