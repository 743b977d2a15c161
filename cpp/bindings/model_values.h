// What the calls about transformers have in common: the model that a call is about, prompts, interventions, tensors.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "border.h"
#include "models.h"
#include "transformer/interventions.h"
#include "transformer/sampling.h"

namespace attention {

/// All models of this instance of the core.
Models& models();

/// The model that the field `model` names; every call but those that make one has it.
OpenModel& takeModel(Fields& fields);
std::int64_t takeModelNumber(Fields& fields);

/// The fields of a file that comes in pieces.
struct FileBeginning {
  std::string name;     // what errors call it
  std::string weights;  // its first bytes
  std::uint64_t size;   // of all of it
};

/// The last fields of their call: throws InputError for others.
FileBeginning takeFileBeginning(Fields& fields);

/// The tokens of prompt, a text or ids: at least one. Throws InputError for none, or more than `most`.
std::vector<int> takePrompt(Fields& fields, const OpenModel& model, int most);

/// layer and head, which must be given.
void takeHead(Fields& fields, const OpenModel& model, int& layer, int& head);

/// interventions; a prompt to patch from is computed here. `length`: tokens of the prompt.
void takeInterventions(Fields& fields, const OpenModel& model, int length, std::vector<Intervention>& interventions);

/// temperature, topK, topP, minP.
void takeSampling(Fields& fields, SamplingOptions& sampling);

/// { ids, texts }
Record fromTokens(const OpenModel& model, const std::vector<int>& ids);
/// What a token reads, as fromPiece gives it; nothing, where the model has more tokens than its tokenizer.
emscripten::val textOf(const OpenModel& model, int id);
emscripten::val textsOf(const OpenModel& model, const std::vector<int>& ids);

/// { shape, data }
Record fromTensor(const Tensor& tensor);

}  // namespace attention
