#include "checkpoint/training_state.h"

#include "base/input_error.h"
#include "doctest.h"
#include "safetensors_bytes.h"
#include "small_transformer.h"

using attention::InputError;
using attention::Parameters;
using attention::resumedTraining;
using attention::Training;
using attention::TrainingOptions;
using attention::writeTrainingState;

namespace {

const TrainingOptions kOptions{.steps = 9, .batch = 2, .learning_rate = 0.1 / 3, .held_out = 0.2, .seed = 77};

TrainingOptions keepingBest() {
  TrainingOptions options = kOptions;
  options.evaluate_every = 2;
  return options;
}

std::vector<int> tokens(int last = 0) {
  std::vector<int> ids(50);
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<int>(i * i % 11);
  ids.back() = last;
  return ids;
}

/// A run some steps in, and its state.
struct Interrupted {
  Parameters parameters = attention::initialParameters(attention::kSmallTransformer, 1);
  Training training;
  std::string state;

  explicit Interrupted(const TrainingOptions& options = kOptions) : training(parameters, tokens(), options) {
    for (int i = 0; i < 4; ++i) training.step();
    state = writeTrainingState(training);
  }
};

/// What resumedTraining says of this state with `from` replaced in its header.
std::string refusal(Interrupted& run, std::string_view from, std::string_view to) {
  try {
    resumedTraining(run.parameters, tokens(), withHeader(run.state, from, to));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a run resumed from its state goes on to the same bits") {
  Interrupted run;
  Parameters copy = run.parameters;
  const std::unique_ptr<Training> resumed = resumedTraining(copy, tokens(), run.state);
  CHECK(resumed->stepsDone() == 4);
  CHECK(resumed->options().learning_rate == kOptions.learning_rate);
  CHECK(resumed->heldOutTokens() == 10);
  while (!run.training.isDone()) CHECK(run.training.step().loss == resumed->step().loss);
  CHECK(resumed->isDone());
  CHECK(copy.data == run.parameters.data);
}

TEST_CASE("a state is written the same again") {
  Interrupted run;
  CHECK(writeTrainingState(*resumedTraining(run.parameters, tokens(), run.state)) == run.state);
}

TEST_CASE("a state brings the best weights so far") {
  Interrupted run(keepingBest());
  Training& training = run.training;
  Parameters copy = run.parameters;
  const std::unique_ptr<Training> resumed = resumedTraining(copy, tokens(), run.state);
  CHECK(resumed->options().evaluate_every == 2);
  CHECK(resumed->best().step == training.best().step);
  CHECK(resumed->best().loss == training.best().loss);
  CHECK(resumed->best().weights == training.best().weights);
  while (!training.isDone()) training.step();
  while (!resumed->isDone()) resumed->step();
  CHECK(resumed->best().step == training.best().step);
  CHECK(resumed->best().weights == training.best().weights);
}

TEST_CASE("best weights that cannot be are refused") {
  Interrupted run(keepingBest());
  const std::string step = std::to_string(run.training.best().step);
  CHECK(refusal(run, "\"best_step\":\"" + step + "\"", "\"best_step\":\"7\"") ==
        "best step must be a whole number from 1 to 4, not 7");
}

TEST_CASE("a state of another text or other weights is refused") {
  Interrupted run;
  CHECK_THROWS_WITH_AS(resumedTraining(run.parameters, tokens(5), run.state),
                       "training state must belong to the text it is resumed with; it belongs to others", InputError);
  run.parameters.data[0] += 1;
  CHECK_THROWS_WITH_AS(resumedTraining(run.parameters, tokens(), run.state),
                       "training state must belong to the weights it is resumed with; it belongs to others",
                       InputError);
}

TEST_CASE("options in a state that cannot be are refused by name") {
  Interrupted run;
  CHECK(refusal(run, "\"batch\":\"2\"", "\"batch\":\"two\"") ==
        "training state: __metadata__.batch must be a whole number, not \"two\"");
  CHECK(refusal(run, "\"batch\":\"2\"", "\"batch\":\"\"") ==
        "training state: __metadata__.batch must be a whole number, not \"\"");
  CHECK(refusal(run, "\"batch\":\"2\"", "\"batch\":\"99999999999999999999\"") ==
        "training state: __metadata__.batch must be a whole number, not \"99999999999999999999\"");
  CHECK(refusal(run, "\"batch\":\"2\"", "\"batches\":\"2\"") == "training state: __metadata__.batch is missing");
  CHECK(refusal(run, "\"batch\":\"2\"", "\"batch\":\"0\"") == "batch must be a whole number from 1 to 4096, not 0");
  const std::string one = "\"clip\":\"4607182418800017408\"";  // the bits of 1.0; then of NaN
  CHECK(refusal(run, one, "\"clip\":\"1x\"") == "training state: __metadata__.clip must be a whole number, not \"1x\"");
  CHECK(refusal(run, one, "\"clip\":\"9221120237041090560\"") == "clip must be a number from 1e-06 to 1e+06, not nan");
  CHECK(refusal(run, "\"steps_done\":\"4\"", "\"steps_done\":\"10\"") ==
        "steps done must be a whole number from 0 to 9, not 10");
}

TEST_CASE("moments of a state that are missing, of another shape or not finite are refused") {
  Interrupted run;
  CHECK(refusal(run, "m.h.1.ln_1.weight", "m.h.1.ln_0.weight") == "training state: \"m.h.1.ln_1.weight\" is missing");
  CHECK(refusal(run, "[8,24]", "[24,8]") ==
        "training state: \"m.h.0.attn.c_attn.weight\" must have shape [8, 24], not [24, 8]");
  run.state.replace(run.state.size() - 4, 4, std::string("\0\0\x80\xbf", 4));
  CHECK_THROWS_WITH_AS(resumedTraining(run.parameters, tokens(), run.state),
                       doctest::Contains("moments must be finite, the second not negative"), InputError);
  run.state.replace(run.state.size() - 4, 4, std::string("\0\0\xc0\x7f", 4));
  CHECK_THROWS_WITH_AS(resumedTraining(run.parameters, tokens(), run.state),
                       "training state: \"v.ln_f.bias\" must have finite numbers, not nan at 7", InputError);
}

TEST_CASE("bytes that are no training state are refused") {
  Interrupted run;
  CHECK_THROWS_WITH_AS(resumedTraining(run.parameters, tokens(), ""),
                       "training state must begin with the 8 bytes of its header's length, not end after 0",
                       InputError);
  CHECK_THROWS_AS(resumedTraining(run.parameters, tokens(), run.state.substr(0, run.state.size() - 1)), InputError);
  CHECK_THROWS_WITH_AS(resumedTraining(run.parameters, tokens(), fileOf("{}", "")),
                       "training state: __metadata__.steps is missing", InputError);
}
