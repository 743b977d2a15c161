// What JavaScript sees of the post's model: a table of names. Conversions are in post_values.cpp, error translation in
// border.h.
#include <emscripten/bind.h>

#include "post_values.h"

using attention::guardedCall;
using emscripten::val;

namespace {

val runPost(const val& options) {
  return attention::fromPostRun(attention::runPost(attention::toPostOptions(options)));
}

val printPost(const val& options) {
  return attention::fromText(attention::printPost(attention::runPost(attention::toPostOptions(options))));
}

val readSentence(const val& options) {
  return attention::fromPostReading(attention::readSentence(attention::toPostReadingOptions(options)));
}

val softmax(const val& options) {
  const auto [scores, temperature, subtract_maximum] = attention::toSoftmaxOptions(options);
  return attention::fromSoftmaxSteps(attention::softmaxSteps(scores, temperature, subtract_maximum));
}

}  // namespace

EMSCRIPTEN_BINDINGS(post) {
  emscripten::function("runPost", &guardedCall<runPost>);
  emscripten::function("printPost", &guardedCall<printPost>);
  emscripten::function("readSentence", &guardedCall<readSentence>);
  emscripten::function("softmax", &guardedCall<softmax>);
}
