#include "checkpoint_fuzz.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include "base/input_error.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/training_state.h"

using namespace attention;

namespace {

constexpr TransformerConfig kConfig{.layers = 1, .heads = 2, .d_model = 4, .d_mlp = 6, .context = 3, .vocab_size = 5};

Parameters parameters(bool has_mlp) {
  TransformerConfig config = kConfig;
  if (!has_mlp) config.d_mlp = 0;
  return initialParameters(config, 1);
}

std::vector<int> tokens() { return {0, 1, 2, 3, 4, 0, 2, 4, 1, 3}; }

}  // namespace

std::string fuzzCheckpoint(std::string_view bytes) {
  const std::size_t end = std::min(bytes.find('\0'), bytes.size());
  try {
    const Parameters read = readCheckpoint(bytes.substr(0, end), bytes.substr(std::min(end + 1, bytes.size())));
    const Checkpoint written = writeCheckpoint(read);
    const Parameters again = readCheckpoint(written.config, written.weights);
    if (again.data != read.data || again.config != read.config) throw std::logic_error("read again, it is another");
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

std::string fuzzTrainingState(std::string_view bytes) {
  Parameters model = parameters(true);
  try {
    const std::unique_ptr<Training> training = resumedTraining(model, tokens(), bytes);
    if (writeTrainingState(*training).size() < 8) throw std::logic_error("it is not written again");
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

std::string checkpointSeed(int kind) {
  const Checkpoint checkpoint = writeCheckpoint(parameters(kind % 2 == 0), kind < 2 ? Dtype::f32 : Dtype::f16);
  return checkpoint.config + '\0' + checkpoint.weights;
}

std::string trainingStateSeed() {
  Parameters model = parameters(true);
  return writeTrainingState(Training(model, tokens(), {.steps = 7}));
}
