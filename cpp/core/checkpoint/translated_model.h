// A model from a file of another format, told as Hugging Face's layout tells it: so there is one reader of models
// (checkpoint.h), and formats only differ in how they come to this.
#pragma once

#include <string>

#include "formats/tensor_file.h"

namespace attention {

struct TranslatedModel {
  std::string config;  // the text of config.json
  TensorFile weights;  // each tensor known_as what Hugging Face's layout calls it
};

}  // namespace attention
