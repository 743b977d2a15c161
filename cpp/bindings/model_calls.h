// What JavaScript can ask of transformers: each takes one options object and gives a plain value. The shapes of both
// are declared in web/src/engine/transformer.ts; all throw InputError.
#pragma once

#include <emscripten/val.h>

namespace attention {

emscripten::val createModel(const emscripten::val& options);
emscripten::val beginOpening(const emscripten::val& options);
emscripten::val addWeights(const emscripten::val& options);
emscripten::val appendWeights(const emscripten::val& options);
emscripten::val finishOpening(const emscripten::val& options);
emscripten::val copyModel(const emscripten::val& options);
emscripten::val closeModel(const emscripten::val& options);
emscripten::val saveModel(const emscripten::val& options);
emscripten::val parameters(const emscripten::val& options);
emscripten::val setParameters(const emscripten::val& options);

emscripten::val encode(const emscripten::val& options);
emscripten::val decode(const emscripten::val& options);
emscripten::val vocabulary(const emscripten::val& options);

emscripten::val inspect(const emscripten::val& options);
emscripten::val judge(const emscripten::val& options);
emscripten::val heads(const emscripten::val& options);

emscripten::val nextToken(const emscripten::val& options);
emscripten::val startGeneration(const emscripten::val& options);
emscripten::val generateTokens(const emscripten::val& options);

emscripten::val startTraining(const emscripten::val& options);
emscripten::val resumeTraining(const emscripten::val& options);
emscripten::val trainSteps(const emscripten::val& options);
emscripten::val takeBestWeights(const emscripten::val& options);
emscripten::val heldOutLoss(const emscripten::val& options);
emscripten::val saveTraining(const emscripten::val& options);

}  // namespace attention
