// Known answers: whether the model gives them, whether its heads look at what decides them, and what each head does.
#include <string>
#include <utility>

#include "math/numpy_random.h"
#include "model_calls.h"
#include "model_values.h"
#include "transformer/forward.h"
#include "transformer/head_scores.h"
#include "transformer/judging.h"

namespace attention {

using emscripten::val;

namespace {

Question toQuestion(const val& value, const OpenModel& model, int length) {
  Question question;
  Fields fields(value);
  fields.require({"position", "token"});
  fields.integer("position", {"position", 1, length}, question.position);
  fields.integer("token", {"token", 0, model.parameters.config.vocab_size - 1}, question.token);
  fields.integers("antecedents", {"antecedents", 0, question.position - 1}, question.antecedents);
  fields.refuseOthers();
  return question;
}

std::vector<Question> takeQuestions(Fields& fields, const OpenModel& model, int length) {
  const val value = fields.value("questions");
  if (!value.isArray()) refuse("questions", "an array", value);
  std::vector<Question> questions;
  for (const val& item : emscripten::vecFromJSArray<val>(value)) {
    questions.push_back(toQuestion(item, model, length));
  }
  return questions;
}

template <class Number>
void append(std::vector<Number>& all, const std::vector<Number>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

val judge(const val& options) {
  Fields fields(options);
  OpenModel& model = takeModel(fields);
  const std::vector<int> tokens = takePrompt(fields, model, model.parameters.config.context);
  const auto length = static_cast<int>(tokens.size());
  std::vector<Intervention> interventions;
  takeInterventions(fields, model, length, interventions);
  const std::vector<Question> questions = takeQuestions(fields, model, length);
  fields.refuseOthers();

  std::vector<int> likeliest, most;
  std::vector<float> probabilities, looks;
  for (const Judgement& judgement : judge(model.parameters, tokens, questions, interventions, model.activations)) {
    likeliest.push_back(judgement.likeliest);
    probabilities.push_back(judgement.probability);
    append(looks, judgement.looks);
    append(most, judgement.most);
  }
  Record result;
  result.set("likeliest", likeliest);
  result.set("probabilities", probabilities);
  result.set("looks", looks);
  result.set("most", most);
  return result.value();
}

val heads(const val& options) {
  Fields fields(options);
  OpenModel& model = takeModel(fields);
  const std::vector<int> tokens = takePrompt(fields, model, model.parameters.config.context);
  std::int64_t seed = 1;
  fields.whole("seed", kSeedRange, seed);
  fields.require({"question"});
  const Question question = toQuestion(fields.value("question"), model, static_cast<int>(tokens.size()));
  fields.refuseOthers();

  const std::vector<Judgement> judgements = judge(model.parameters, tokens, {&question, 1}, {}, model.activations);
  Record result = fromTokens(model, tokens);
  result.set("scores", headScores(model.activations, tokens));
  result.set("looks", judgements.front().looks);
  result.set("most", judgements.front().most);
  result.set("effects", headEffects(model.parameters, tokens, question.position - 1, question.token, seed));
  return result.value();
}

}  // namespace attention
