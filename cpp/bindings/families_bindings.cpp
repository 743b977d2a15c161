// What the module of every family has beside what transformer_bindings.cpp gives to both.
#include <emscripten/bind.h>

#include "border.h"
#include "foreign_files.h"

using attention::guardedCall;

EMSCRIPTEN_BINDINGS(families) {
  emscripten::function("describeFile", &guardedCall<attention::describeFile>);
  emscripten::function("translateTokenizer", &guardedCall<attention::translateTokenizer>);
}
