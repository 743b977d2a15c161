// The files of tests/reference/model_files_golden.txt, and what must be read from them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/translated_model.h"
#include "golden_record.h"

namespace golden {

struct ModelFile {
  struct Tensor {
    std::string name;
    std::vector<std::int64_t> shape;
    double sums[2];
  };

  std::string name;
  std::string bytes;
  std::vector<std::string> keys;    // of config.json
  std::vector<std::string> values;  // as JSON
  std::vector<Tensor> tensors;
};

/// Those whose names do, or do not, begin with "llama2c".
std::vector<ModelFile> ggufFiles();
std::vector<ModelFile> llama2cFiles();

/// Empty if the model is the one that the file must be read as, else in what it is not.
std::string difference(const ModelFile& file, const attention::TranslatedModel& model);

/// The same of the tensors alone, once CheckpointReader has read the model and writeCheckpoint has written it.
std::string differenceOnceRead(const ModelFile& file, const attention::TranslatedModel& model);

}  // namespace golden
