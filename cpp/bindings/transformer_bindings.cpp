// What JavaScript sees of transformers, in a module of their own: a page loads it when the first one is wanted.
#include <emscripten/bind.h>

#include "border.h"
#include "model_calls.h"

using attention::guardedCall;

EMSCRIPTEN_BINDINGS(transformer) {
  emscripten::function("createModel", &guardedCall<attention::createModel>);
  emscripten::function("beginOpening", &guardedCall<attention::beginOpening>);
  emscripten::function("addWeights", &guardedCall<attention::addWeights>);
  emscripten::function("appendWeights", &guardedCall<attention::appendWeights>);
  emscripten::function("finishOpening", &guardedCall<attention::finishOpening>);
  emscripten::function("copyModel", &guardedCall<attention::copyModel>);
  emscripten::function("closeModel", &guardedCall<attention::closeModel>);
  emscripten::function("saveModel", &guardedCall<attention::saveModel>);
  emscripten::function("parameters", &guardedCall<attention::parameters>);
  emscripten::function("setParameters", &guardedCall<attention::setParameters>);
  emscripten::function("encode", &guardedCall<attention::encode>);
  emscripten::function("decode", &guardedCall<attention::decode>);
  emscripten::function("vocabulary", &guardedCall<attention::vocabulary>);
  emscripten::function("inspect", &guardedCall<attention::inspect>);
  emscripten::function("judge", &guardedCall<attention::judge>);
  emscripten::function("heads", &guardedCall<attention::heads>);
  emscripten::function("nextToken", &guardedCall<attention::nextToken>);
  emscripten::function("startGeneration", &guardedCall<attention::startGeneration>);
  emscripten::function("generateTokens", &guardedCall<attention::generateTokens>);
  emscripten::function("startTraining", &guardedCall<attention::startTraining>);
  emscripten::function("resumeTraining", &guardedCall<attention::resumeTraining>);
  emscripten::function("trainSteps", &guardedCall<attention::trainSteps>);
  emscripten::function("takeBestWeights", &guardedCall<attention::takeBestWeights>);
  emscripten::function("heldOutLoss", &guardedCall<attention::heldOutLoss>);
  emscripten::function("saveTraining", &guardedCall<attention::saveTraining>);
}
