// What JavaScript can ask about files of other formats than Hugging Face's: in the module of every family only. The
// shapes are declared in web/src/engine/transformer.ts; both throw InputError.
#pragma once

#include <emscripten/val.h>

namespace attention {

emscripten::val describeFile(const emscripten::val& options);
emscripten::val translateTokenizer(const emscripten::val& options);

}  // namespace attention
