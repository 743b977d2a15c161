// What JavaScript sees of the post's model: a table of names. Conversions are in post_values.cpp, error translation in
// border.h.
#include <emscripten/bind.h>

#include "post_values.h"

using attention::fromText;
using attention::guarded;
using emscripten::val;

EMSCRIPTEN_BINDINGS(post) {
  emscripten::function(
      "runPost", +[](const val& options) {
        return guarded([&] { return fromPostRun(attention::runPost(attention::toPostOptions(options))); });
      });
  emscripten::function(
      "printPost", +[](const val& options) {
        return guarded(
            [&] { return fromText(attention::printPost(attention::runPost(attention::toPostOptions(options)))); });
      });
  emscripten::function(
      "readSentence", +[](const val& options) {
        return guarded(
            [&] { return fromPostReading(attention::readSentence(attention::toPostReadingOptions(options))); });
      });
  emscripten::function(
      "softmax", +[](const val& options) {
        return guarded([&] {
          const auto [scores, temperature, subtract_maximum] = attention::toSoftmaxOptions(options);
          return fromSoftmaxSteps(attention::softmaxSteps(scores, temperature, subtract_maximum));
        });
      });
}
