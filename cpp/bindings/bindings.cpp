// What JavaScript sees of the post's model: a table of names. Conversions are in conversions.cpp, error translation in
// border.h.
#include <emscripten/bind.h>

#include "conversions.h"

using attention::fromText;
using attention::guarded;
using emscripten::val;

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
}
