// What JavaScript sees of the core: a table of names. Conversions and error translation are in conversions.cpp.
#include <emscripten/bind.h>

#include "conversions.h"
#include "model_calls.h"

using attention::fromText;
using attention::guarded;
using emscripten::val;

namespace {

template <val (*call)(const val&)>
val guardedCall(const val& options) {
  return guarded([&] { return call(options); });
}

}  // namespace

EMSCRIPTEN_BINDINGS(attention) {
  emscripten::function(
      "runBlog", +[](const val& options) {
        return guarded([&] { return fromBlogRun(attention::runBlog(attention::toBlogOptions(options))); });
      });
  emscripten::function(
      "printBlog", +[](const val& options) {
        return guarded(
            [&] { return fromText(attention::printRun(attention::runBlog(attention::toBlogOptions(options)))); });
      });
  emscripten::function(
      "readSentence", +[](const val& options) {
        return guarded([&] { return fromReading(attention::readSentence(attention::toReadingOptions(options))); });
      });
  emscripten::function(
      "softmax", +[](const val& options) {
        return guarded([&] {
          const auto [scores, temperature, subtract_maximum] = attention::toSoftmaxOptions(options);
          return fromSoftmaxSteps(attention::softmaxSteps(scores, temperature, subtract_maximum));
        });
      });

  emscripten::function("createModel", &guardedCall<attention::createModel>);
  emscripten::function("openModel", &guardedCall<attention::openModel>);
  emscripten::function("copyModel", &guardedCall<attention::copyModel>);
  emscripten::function("closeModel", &guardedCall<attention::closeModel>);
  emscripten::function("saveModel", &guardedCall<attention::saveModel>);
  emscripten::function("parameters", &guardedCall<attention::parameters>);
  emscripten::function("setParameters", &guardedCall<attention::setParameters>);
  emscripten::function("encode", &guardedCall<attention::encode>);
  emscripten::function("decode", &guardedCall<attention::decode>);
  emscripten::function("vocabulary", &guardedCall<attention::vocabulary>);
  emscripten::function("inspect", &guardedCall<attention::inspect>);
  emscripten::function("nextToken", &guardedCall<attention::nextToken>);
  emscripten::function("startGeneration", &guardedCall<attention::startGeneration>);
  emscripten::function("generateTokens", &guardedCall<attention::generateTokens>);
  emscripten::function("startTraining", &guardedCall<attention::startTraining>);
  emscripten::function("resumeTraining", &guardedCall<attention::resumeTraining>);
  emscripten::function("trainSteps", &guardedCall<attention::trainSteps>);
  emscripten::function("heldOutLoss", &guardedCall<attention::heldOutLoss>);
  emscripten::function("saveTraining", &guardedCall<attention::saveTraining>);
}
