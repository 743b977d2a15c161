// A transformer learns a text, some steps in each call.
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "checkpoint/training_state.h"
#include "math/numpy_random.h"
#include "model_calls.h"
#include "model_values.h"

namespace attention {

using emscripten::val;

namespace {

Training& trainingOf(OpenModel& model) {
  if (!model.training) refuse("training", "must be started first");
  return *model.training;
}

val fromTraining(const Training& training) {
  const TrainingOptions& options = training.options();
  Record info;
  info.set("steps", static_cast<double>(options.steps));
  info.set("batch", static_cast<double>(options.batch));
  info.set("learningRate", options.learning_rate);
  info.set("weightDecay", options.weight_decay);
  info.set("heldOut", options.held_out);
  info.set("seed", static_cast<double>(options.seed));
  info.set("evaluateEvery", static_cast<double>(options.evaluate_every));
  info.set("step", static_cast<double>(training.stepsDone()));
  info.set("trainTokens", static_cast<double>(training.trainTokens()));
  info.set("heldOutTokens", static_cast<double>(training.heldOutTokens()));
  const Training::Baselines baselines = training.baselines();
  info.set("uniformLoss", baselines.uniform);
  info.set("unigramLoss", baselines.unigram);
  return info.value();
}

}  // namespace

val startTraining(const val& options) {
  Fields fields(options);
  OpenModel& model = takeModel(fields);
  std::string text;
  TrainingOptions training;
  fields.text("text", text);
  fields.whole("steps", kTrainingRanges.steps, training.steps);
  fields.whole("batch", kTrainingRanges.batch, training.batch);
  fields.number("learningRate", training.learning_rate);
  fields.number("weightDecay", training.weight_decay);
  fields.whole("seed", kSeedRange, training.seed);
  fields.number("heldOut", training.held_out);
  fields.whole("evaluateEvery", {"evaluateEvery", -1, kTrainingRanges.steps.maximum}, training.evaluate_every);
  fields.refuseOthers();
  model.training = std::make_unique<Training>(model.parameters, model.tokenizer->encode(text), training);
  return fromTraining(*model.training);
}

val resumeTraining(const val& options) {
  Fields fields(options);
  OpenModel& model = takeModel(fields);
  std::string text, state;
  fields.text("text", text);
  fields.bytes("state", state);
  fields.refuseOthers();
  model.training = resumedTraining(model.parameters, model.tokenizer->encode(text), state);
  return fromTraining(*model.training);
}

val trainSteps(const val& options) {
  Fields fields(options);
  OpenModel& model = takeModel(fields);
  Training& training = trainingOf(model);
  std::int64_t steps = 1;
  fields.whole("steps", kTrainingRanges.steps, steps);
  fields.refuseOthers();
  requireInRange(kTrainingRanges.steps, steps);
  std::vector<double> losses;
  StepReport last;
  while (steps-- > 0 && !training.isDone()) {
    last = training.step();
    losses.push_back(last.loss);
  }
  Record report;
  report.set("step", static_cast<double>(training.stepsDone()));
  report.set("steps", static_cast<double>(training.options().steps));
  report.set("losses", losses);
  report.set("learningRate", last.learning_rate);
  report.set("gradientNorm", last.gradient_norm);
  return report.value();
}

val takeBestWeights(const val& options) {
  Fields fields(options);
  Training& training = trainingOf(takeModel(fields));
  fields.refuseOthers();
  training.takeBest();
  Record best;
  best.set("step", static_cast<double>(training.best().step));
  best.set("loss", training.best().loss);
  return best.value();
}

val heldOutLoss(const val& options) {
  Fields fields(options);
  Training& training = trainingOf(takeModel(fields));
  fields.refuseOthers();
  return val(training.hasHeldOut() ? training.heldOutLoss() : std::numeric_limits<double>::quiet_NaN());
}

val saveTraining(const val& options) {
  Fields fields(options);
  const Training& training = trainingOf(takeModel(fields));
  fields.refuseOthers();
  return fromBytes(writeTrainingState(training));
}

}  // namespace attention
